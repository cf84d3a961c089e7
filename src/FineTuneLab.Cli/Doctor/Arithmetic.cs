using System.Globalization;
using FineTuneLab.Core;

namespace FineTuneLab.Cli.Doctor;

/// <summary>What the worker says that it computes with, and how fast it measured that to be.</summary>
internal sealed record Arithmetic(
    string Libtorch, string Blas, string BlasCore, int Threads, string ThreadsBecause, double GigaflopsPerSecond, bool Cuda)
{
    // A reference BLAS gives single digits on any processor; an optimised one several times this.
    private const double Slow = 20;

    /// <param name="json">The worker's answer to <c>doctor</c>.</param>
    public static IEnumerable<Finding> Read(string json)
    {
        var measured = Jsonl.Parse<Arithmetic>(json, "the worker's answer to doctor");
        return
        [
            new("libtorch", $"{measured.Libtorch}, {(measured.Cuda ? "with CUDA" : "CPU only")}"),
            new("BLAS", measured.BlasCore.Length > 0 ? $"{measured.Blas}, {measured.BlasCore} kernels" : measured.Blas),
            new("threads", $"{measured.Threads}: {measured.ThreadsBecause}"),
            new(
                "matrix product", $"{measured.GigaflopsPerSecond.ToString("0.#", CultureInfo.InvariantCulture)} GFLOP/s in float32, the best of a few",
                measured.GigaflopsPerSecond < Slow ? "that is slow; is OpenBLAS installed, and is the machine busy?" : null),
        ];
    }
}
