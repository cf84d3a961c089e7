using System.IO;
using System.Reflection;
using Microsoft.Build.Framework;

/// <summary>Build task: writes one embedded resource of an assembly to a file. No code of the assembly runs.</summary>
public sealed class LiftResource : Microsoft.Build.Utilities.Task
{
    [Required]
    public string Assembly { get; set; }

    [Required]
    public string Resource { get; set; }

    [Required]
    public string Output { get; set; }

    public override bool Execute()
    {
        // From bytes, so that the build node keeps no lock on the package.
        var assembly = System.Reflection.Assembly.Load(File.ReadAllBytes(Assembly));
        using (var source = assembly.GetManifestResourceStream(Resource))
        {
            if (source == null)
            {
                Log.LogError("{0} holds no resource {1}: pin BlazorScriptPackVersion to a 9.0 runtime pack that does.", Assembly, Resource);
                return false;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Output));
            using (var target = File.Create(Output))
                source.CopyTo(target);
        }

        return true;
    }
}
