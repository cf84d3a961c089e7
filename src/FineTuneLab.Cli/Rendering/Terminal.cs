using Spectre.Console;

namespace FineTuneLab.Cli.Rendering;

/// <summary>The console that verbs write to.</summary>
internal static class Terminal
{
    // Wide enough that no table is folded where nobody looks at a screen: in a pipe, a log.
    private const int WidthOfAPipe = 200;

    public static IAnsiConsole Create()
    {
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Console;

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = WidthOfAPipe;
        return console;
    }

    /// <summary>Whether somebody looks at a screen whose lines can be drawn anew.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;
}
