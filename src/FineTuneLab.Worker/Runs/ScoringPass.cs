using FineTuneLab.Core.Events;
using FineTuneLab.Core.Runs;
using FineTuneLab.Evals;
using FineTuneLab.Evals.Scoring;
using FineTuneLab.Training;
using FineTuneLab.Training.Recipes;

namespace FineTuneLab.Worker.Runs;

/// <summary>
/// Asks the model every request and tells each outcome as soon as it is there. Most requests share batches, which is quick; the first of
/// each suite are asked alone, so that there is a true latency of a single query.
/// </summary>
internal sealed class ScoringPass(ILanguageModel language, IRunEvents events)
{
    private const int AskedAlonePerSuite = 10;

    public void Run(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation)
    {
        var progress = new ProgressMeter(events, "scoring", requests.Count, "items");
        var done = 0;
        var fitting = requests.Where(request => Fits(request)).ToList();
        progress.Report(done = requests.Count - fitting.Count);
        WarmUp(fitting);
        foreach (var batch in Batches(fitting))
        {
            cancellation.ThrowIfCancellationRequested();
            Score(batch);
            progress.Report(done += batch.Count);
        }
    }

    private IEnumerable<IReadOnlyList<ScoreRequest>> Batches(List<ScoreRequest> requests)
    {
        var alone = requests.GroupBy(request => request.Suite, StringComparer.Ordinal).SelectMany(suite => suite.Take(AskedAlonePerSuite)).ToHashSet();
        var shared = requests.Where(request => !alone.Contains(request)).OrderBy(request => language.CountTokens(request.Prompt));
        return alone.Select(request => (IReadOnlyList<ScoreRequest>)[request]).Concat(shared.Chunk(LocalLanguageModel.BatchSize));
    }

    // The first generation of a process pays for what later ones find ready; that is no query's latency.
    private void WarmUp(List<ScoreRequest> requests)
    {
        if (requests.Count > 0)
            language.Generate([Ask(requests[0])]);
    }

    private bool Fits(ScoreRequest request)
    {
        var tokens = language.CountTokens(request.Prompt);
        if (tokens > 0 && tokens + request.MaxTokens <= language.ContextLength)
            return true;
        events.Append(new ItemFailed(request.Key, request.Suite, request.Item,
            $"item '{request.Item}' of {request.Suite}: the prompt has {tokens} tokens; with {request.MaxTokens} for the answer it does not fit "
            + $"the model's context of {language.ContextLength}. Nothing was cut. Use fewer shots or passages, or shorten the item."));
        return false;
    }

    private void Score(IReadOnlyList<ScoreRequest> batch)
    {
        var outputs = language.Generate(batch.Select(Ask).ToList());
        foreach (var (request, output) in batch.Zip(outputs))
        {
            events.Append(new ItemScored(
                request.Key, request.Suite, request.Item, output.Text, Scorers.Score(request, output.Text),
                output.PromptTokens, output.CompletionTokens, output.Seconds, batch.Count, output.FinishReason));
        }
    }

    private static GenerationRequest Ask(ScoreRequest request) => new(request.Prompt, request.MaxTokens, request.Stop);
}
