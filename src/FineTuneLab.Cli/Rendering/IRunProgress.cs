using FineTuneLab.App.Features.Experiments;

namespace FineTuneLab.Cli.Rendering;

/// <summary>Shows how an experiment goes on, each time it is asked with the newest state.</summary>
internal interface IRunProgress
{
    void Update(ExperimentView experiment);
}
