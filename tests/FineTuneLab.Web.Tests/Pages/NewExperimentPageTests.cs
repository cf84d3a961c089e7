using FineTuneLab.App.Features.Data;
using FineTuneLab.App.Features.Experiments;
using FineTuneLab.Core;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Web.Pages;
using FineTuneLab.Web.Tests.Components;
using global::Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace FineTuneLab.Web.Tests.Pages;

public sealed class NewExperimentPageTests : ComponentTest
{
    [Fact]
    public void EmptyForm_ShowsEveryErrorBesideItsField()
    {
        var page = Open();
        page.FindAll(".choices")[0].QuerySelector("input")!.Change(false);
        page.Find("input[aria-label=Seeds]").Change("one");

        page.Find("form").Submit();

        var errors = page.FindAll(".field-error[role=alert]").Select(error => error.TextContent).ToList();
        errors.ShouldContain("Give the experiment a title.");
        errors.ShouldContain(error => error.Contains("\"one\" is no list of whole numbers"));
        errors.ShouldContain(error => error.Contains("Name a base model's folder"));
        Lab.Sent.OfType<CreateExperiment>().ShouldBeEmpty();
    }

    [Fact]
    public void FilledForm_SubmitsYamlThatTheLabReads()
    {
        CreateExperiment? sent = null;
        Lab.On<CreateExperiment, ExperimentSubmitted>(command =>
        {
            sent = command;
            return new ExperimentSubmitted("prompting-or-tuning", 7, 7, 100, 100);
        });
        var page = Open();

        page.Find("input[aria-label=Title]").Change("Prompting or tuning?");
        page.Find("form").Submit();

        var spec = ExperimentFile.Parse(sent!.Yaml!);
        spec.Name.ShouldBe("prompting-or-tuning");
        spec.Suites.ShouldBe(["data/suites/routing"]);
        spec.Approaches.Select(approach => approach.Name).ShouldBe(["zero-shot", "instructed", "few-shot", "full", "partial", "lora"]);
        spec.Approaches[3].Tuning!.LearningRate.ShouldBe(6e-4);
        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/experiments/prompting-or-tuning");
    }

    [Fact]
    public void RefusedExperiment_ShowsTheLabsWordsAndKeepsWhatWasTyped()
    {
        Lab.On<CreateExperiment, ExperimentSubmitted>(_ => throw new LabException("the suite is empty.", "data/suites/routing", "Add items."));
        var page = Open();

        page.Find("input[aria-label=Title]").Change("Mine");
        page.Find("form").Submit();

        page.Find(".notice.bad").TextContent.ShouldContain("data/suites/routing: the suite is empty. Add items.");
        page.Find("input[aria-label=Title]").GetAttribute("value").ShouldBe("Mine");
    }

    [Fact]
    public void WithoutData_SaysWhereToGetIt()
    {
        var page = Open(models: [], suites: []);

        page.Markup.ShouldContain("./lab pretrain");
        page.Markup.ShouldContain("Import a labelled CSV");
    }

    private IRenderedComponent<NewExperimentPage> Open(IReadOnlyList<ModelView>? models = null, IReadOnlyList<SuiteView>? suites = null)
    {
        Lab.On<ListModels, IReadOnlyList<ModelView>>(_ => models ?? [new("tiny-llama", "data/models/tiny-llama", "a", "Llama", 2_000_000, 512, null)]);
        Lab.On<ListSuites, IReadOnlyList<SuiteView>>(_ => suites ?? [new("routing", "data/suites/routing", "b", "Routing", "target", 120, ["label"], null)]);
        Lab.On<ListTrainingSets, IReadOnlyList<TrainingSetView>>(_ => [new("support-desk", "data/training/support-desk", "c", 600, null)]);
        Lab.On<ListKnowledgeBases, IReadOnlyList<KnowledgeBaseView>>(_ => []);
        return Render<NewExperimentPage>();
    }
}
