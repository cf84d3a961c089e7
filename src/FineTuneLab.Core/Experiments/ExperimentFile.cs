namespace FineTuneLab.Core.Experiments;

/// <summary>Reads <c>experiment.yaml</c>. Everything that is wrong with it is said at once, each with its line.</summary>
public static class ExperimentFile
{
    public const string Name = "experiment.yaml";

    /// <param name="path">The file, or the folder that holds it.</param>
    /// <exception cref="LabException">The file is missing, malformed, or breaks a rule of <see cref="ExperimentRules"/>.</exception>
    public static ExperimentSpec Load(string path)
    {
        return Checked(StrictYaml.Read<ExperimentSpec>(Directory.Exists(path) ? Path.Combine(path, Name) : path));
    }

    /// <param name="name">Names the text in errors.</param>
    /// <exception cref="LabException">As for <see cref="Load"/>.</exception>
    public static ExperimentSpec Parse(string yaml, string name = Name) => Checked(StrictYaml.Parse<ExperimentSpec>(yaml, name));

    private static ExperimentSpec Checked(YamlFile<ExperimentSpec> file)
    {
        var problems = new Problems();
        foreach (var broken in ExperimentRules.Check(file.Value))
            problems.Add(file.At(broken.Key), broken.What);
        problems.ThrowIfAny(file.Path);
        return file.Value;
    }
}
