using MediatR;

namespace FineTuneLab.Web.Tests.Fakes;

/// <summary>Answers the lab's requests with what a test gave it, and keeps what was sent.</summary>
internal sealed class FakeLab : ISender
{
    private readonly Dictionary<Type, Func<object, object?>> _answers = [];
    private readonly List<object> _sent = [];

    public IReadOnlyList<object> Sent => _sent;

    public FakeLab On<TRequest, TResponse>(Func<TRequest, TResponse> answer)
        where TRequest : IRequest<TResponse>
    {
        _answers[typeof(TRequest)] = request => answer((TRequest)request);
        return this;
    }

    public Task<TResponse> Send<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken = default)
    {
        _sent.Add(request);
        return _answers.TryGetValue(request.GetType(), out var answer)
            ? Task.FromResult((TResponse)answer(request)!)
            : throw new InvalidOperationException($"No answer was given for {request}.");
    }

    public Task Send<TRequest>(TRequest request, CancellationToken cancellationToken = default)
        where TRequest : IRequest => throw new NotSupportedException("The lab's requests all have answers.");

    public Task<object?> Send(object request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<TResponse> CreateStream<TResponse>(IStreamRequest<TResponse> request, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    public IAsyncEnumerable<object?> CreateStream(object request, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
