using FineTuneLab.Core;
using TorchSharp.Hosting;

namespace FineTuneLab.Worker.Machine;

/// <summary>What this process computes with.</summary>
internal static class Compute
{
    /// <summary>The environment variable by which the app names the device of a run.</summary>
    public const string DeviceVariable = "LAB_DEVICE";

    /// <summary>Settles device, BLAS and threads for the life of the process.</summary>
    /// <exception cref="LabException">The device is not one that this worker computes on, or the threads are misnamed.</exception>
    public static ThreadChoice Choose()
    {
        var device = Environment.GetEnvironmentVariable(DeviceVariable) ?? "cpu";
        if (device != "cpu")
            throw new LabException($"this worker computes on the CPU, not on '{device}'.", mend: "Set the device to cpu in appsettings.json.");
        try
        {
            return CpuThreads.Use();
        }
        catch (FormatException e)
        {
            throw new LabException(e.Message, CpuThreads.OverrideVariable, inner: e);
        }
    }

    /// <summary>Device, threads, BLAS and libtorch in one line, for the run's page.</summary>
    public static string Describe() => $"CPU, {Choose().Describe()}";
}
