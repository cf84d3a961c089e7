using System.Text.Json;
using FineTuneLab.Core;
using TorchSharp.Hosting;
using static TorchSharp.torch;

namespace FineTuneLab.Worker.Machine;

/// <summary>What <c>doctor</c> prints: one JSON object.</summary>
/// <param name="Threads">Of libtorch and BLAS alike, and why so many.</param>
/// <param name="GigaflopsPerSecond">Of a 1024-cube matrix product in float32: the best of a few.</param>
internal sealed record DoctorReport(
    string Libtorch, string Blas, string BlasCore, int Threads, string ThreadsBecause, double GigaflopsPerSecond, bool Cuda)
{
    private const int Repeats = 8;

    /// <returns>The process's exit code.</returns>
    public static int Print()
    {
        var choice = Compute.Choose();
        var report = new DoctorReport(
            __version__, choice.Blas, ThreadChoice.BlasCore, choice.Threads, choice.Reason, Math.Round(ThreadTiming.GigaFlops(Repeats), 1), cuda.is_available());
        Console.WriteLine(JsonSerializer.Serialize(report, LabJson.Indented));
        return ExitCodes.Finished;
    }
}
