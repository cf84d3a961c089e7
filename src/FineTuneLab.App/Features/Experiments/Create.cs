using FineTuneLab.App.Runs;
using FineTuneLab.Core.Experiments;
using FluentValidation;
using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>
/// Submits an experiment, given as YAML text or as the path of its file (one of the two). What is known already is not
/// computed again; submitting an unchanged experiment that is done queues nothing. A changed one replaces its plan.
/// </summary>
/// <param name="Path">The file or its folder; absolute, or relative to the lab's root.</param>
public sealed record CreateExperiment(string? Yaml = null, string? Path = null) : IRequest<ExperimentSubmitted>;

internal sealed class CreateExperimentValidator : AbstractValidator<CreateExperiment>
{
    public CreateExperimentValidator()
    {
        RuleFor(command => command).Must(command => command.Yaml is null != command.Path is null).OverridePropertyName("experiment")
            .WithMessage("Give either the YAML text or the path of its file.");
        RuleFor(command => command.Yaml).Must(yaml => !string.IsNullOrWhiteSpace(yaml)).When(command => command.Yaml is not null)
            .WithMessage("The text is empty. Write the experiment's keys.");
        RuleFor(command => command.Path).Must(path => !string.IsNullOrWhiteSpace(path)).When(command => command.Path is not null)
            .WithMessage("The path is empty. Name the experiment's file.");
    }
}

internal sealed class CreateExperimentHandler(ExperimentSubmission submission, LabPaths paths, ISender sender)
    : IRequestHandler<CreateExperiment, ExperimentSubmitted>
{
    public async Task<ExperimentSubmitted> Handle(CreateExperiment request, CancellationToken cancellationToken)
    {
        var file = request.Path is null ? null : FileOf(System.IO.Path.Combine(paths.Root, request.Path));
        var spec = file is null ? ExperimentFile.Parse(request.Yaml!) : ExperimentFile.Load(file);
        var yaml = file is null ? request.Yaml! : await File.ReadAllTextAsync(file, cancellationToken);
        var folder = file is null ? null : System.IO.Path.GetDirectoryName(file);
        var submitted = await submission.SubmitAsync(spec, yaml, folder, cancellationToken);
        // Nothing to wait for: another plan over known scores has another result.
        if (submitted.RunsQueued == 0)
            await sender.Send(new WriteResults(spec.Name), cancellationToken);
        return submitted;
    }

    private static string FileOf(string path) =>
        System.IO.Path.GetFullPath(Directory.Exists(path) ? System.IO.Path.Combine(path, ExperimentFile.Name) : path);
}
