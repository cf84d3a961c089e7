using System.Runtime.InteropServices;
using FineTuneLab.Core;

namespace FineTuneLab.Worker;

/// <summary>What is told of an exception: one message, never a stack trace.</summary>
internal static class Failures
{
    /// <returns>Null for what is no failure of the run but a mistake in the program.</returns>
    public static string? Explain(Exception exception) => exception switch
    {
        LabException e => e.Message,
        TypeInitializationException { InnerException: { } inner } => Explain(inner),
        DllNotFoundException e => e.Message,
        ExternalException e => $"libtorch: {e.Message}",
        OutOfMemoryException => "the memory is used up. Lower the batch size, or use a machine with more memory.",
        IOException e => $"reading or writing failed: {e.Message}",
        UnauthorizedAccessException e => e.Message,
        _ => null,
    };
}
