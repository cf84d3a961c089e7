using FineTuneLab.App.Data;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Core.Runs;
using FineTuneLab.Evals.Planning;

namespace FineTuneLab.App.Runs;

/// <summary>A run before it is in the queue.</summary>
/// <param name="Model">The base model as the experiment names it.</param>
public sealed record PlannedRun(string Model, ApproachSpec Approach, RunSpec Spec, RunPlan Plan, IReadOnlyList<RunInput> Inputs);
