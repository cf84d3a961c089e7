using FineTuneLab.Training.Models;

namespace FineTuneLab.Training.Adapters;

/// <summary>All low-rank adapters of a model at once.</summary>
public static class Lora
{
    /// <summary>Every linear projection with its module name in a Hugging Face checkpoint.</summary>
    public static IEnumerable<(string Name, Projection Projection)> Projections(Llama model) =>
        model.Layers.SelectMany((layer, index) =>
            layer.Projections.Select(pair => ($"model.layers.{index}.{pair.Name}", pair.Projection)));

    /// <summary>Folds every adapter into its projection's weights.</summary>
    public static void Merge(Llama model)
    {
        foreach (var (_, projection) in Projections(model))
            projection.Adapter?.Merge();
    }

    /// <summary>Takes every adapter out of its projection's weights again.</summary>
    public static void Unmerge(Llama model)
    {
        foreach (var (_, projection) in Projections(model))
            projection.Adapter?.Unmerge();
    }
}
