using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace FineTuneLab.Web.Tests.Bunit;

/// <summary>bUnit asks for AngleSharp.Diffing 1.0.0.0; where only 0.17 is served, that one answers (see Bunit.props).</summary>
internal static class AngleSharpDiffing
{
    [ModuleInitializer]
    internal static void AnswerForNewerVersion()
        => AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Beside("AngleSharp.Diffing.dll")) : null;

    private static string Beside(string file)
        => Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, file);
}
