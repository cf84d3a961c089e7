using System.Diagnostics;
using FineTuneLab.App.Runs;
using FineTuneLab.Core;
using MediatR;
using Microsoft.AspNetCore.Components;

namespace FineTuneLab.Web.Components;

/// <summary>
/// A page that shows what the lab knows and follows it while it changes. It reads when its parameters are set and again
/// whenever the feed says so; the subscription starts before the first reading, so that nothing falls between, and ends
/// with the page.
/// </summary>
public abstract class LabPage : ComponentBase, IDisposable
{
    private const int RestPerRead = 4;

    private IDisposable? _subscription;
    private bool _disposed;

    [Inject]
    protected ISender Lab { get; set; } = null!;

    [Inject]
    protected ILabFeed Feed { get; set; } = null!;

    /// <summary>Why the page cannot be shown; null while all is well.</summary>
    protected LabException? Failure { get; private set; }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task ReadAsync();

    /// <summary>What the page follows; null for a page that stands still.</summary>
    protected virtual IDisposable? Follow(ILabFeed feed, Func<Task> onChange) => null;

    protected override async Task OnParametersSetAsync()
    {
        // A prerendered page is thrown away after its first render: nothing would end its subscription.
        if (RendererInfo.IsInteractive)
        {
            _subscription?.Dispose();
            _subscription = Follow(Feed, RefreshAsync);
        }

        await TryAsync(ReadAsync);
    }

    /// <summary>Does something that may fail in a way that its user can mend, and shows that instead of the page.</summary>
    protected async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            Failure = null;
        }
        catch (LabException e)
        {
            Failure = e;
        }
        catch (ObjectDisposedException) when (_disposed)
        {
            // The page was left while it read: its circuit's services are gone, and nobody waits for the answer.
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _subscription?.Dispose();
        GC.SuppressFinalize(this);
    }

    // The feed waits for its subscribers. A page that is dear to read rests in proportion, and leaves the machine to the runs.
    private async Task RefreshAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await InvokeAsync(ReadAgainAsync);
        await Task.Delay(Stopwatch.GetElapsedTime(started) * RestPerRead);
    }

    private async Task ReadAgainAsync()
    {
        if (_disposed)
            return;

        await TryAsync(ReadAsync);
        StateHasChanged();
    }
}
