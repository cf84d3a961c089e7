using FineTuneLab.Core;
using static TorchSharp.torch;

namespace FineTuneLab.Worker.Machine;

/// <summary>What this process computes with.</summary>
internal static class Compute
{
    /// <summary>The environment variable by which the app names the device of a run.</summary>
    public const string DeviceVariable = "LAB_DEVICE";

    /// <summary>Settles device and threads for the life of the process.</summary>
    /// <returns>One line for the run's page.</returns>
    /// <exception cref="LabException">The device is not one that this worker computes on.</exception>
    public static string Choose()
    {
        var device = Environment.GetEnvironmentVariable(DeviceVariable) ?? "cpu";
        if (device != "cpu")
            throw new LabException($"this worker computes on the CPU, not on '{device}'.", mend: "Set the device to cpu in appsettings.json.");
        return $"CPU, {get_num_threads()} threads, libtorch {__version__}";
    }
}
