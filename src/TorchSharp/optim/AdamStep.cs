using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>One parameter's share of a step.</summary>
internal readonly record struct AdamSlot(Tensor Parameter, Tensor Gradient, AdamFamily.State State);

internal interface IAdamStep
{
    void Step(IReadOnlyList<AdamSlot> slots, AdamFamily.Options options, bool decoupled);
}

/// <summary>All parameters that have made the same number of steps in one native call; other tensors than float32 on the CPU go plain.</summary>
internal sealed unsafe class FusedAdamStep : IAdamStep
{
    private readonly PlainAdamStep _plain = new();

    public void Step(IReadOnlyList<AdamSlot> slots, AdamFamily.Options options, bool decoupled)
    {
        var others = slots.Where(slot => !Fits(slot)).ToList();
        if (others.Count > 0) _plain.Step(others, options, decoupled);
        foreach (var alike in slots.Where(Fits).GroupBy(slot => slot.State.step)) StepAlike([.. alike], alike.Key, options, decoupled);
    }

    private static bool Fits(AdamSlot slot) =>
        slot.Parameter.dtype == ScalarType.Float32 && slot.Gradient.dtype == ScalarType.Float32 && slot.Parameter.device_type == DeviceType.CPU
        && slot.Parameter.is_contiguous() && slot.State.exp_avg.dtype == ScalarType.Float32;

    private static void StepAlike(AdamSlot[] slots, long step, AdamFamily.Options options, bool decoupled)
    {
        var handles = new List<nint>(slots.Length * 4);
        var gradients = new List<Tensor>(slots.Length);
        foreach (var slot in slots)
        {
            var gradient = slot.Gradient.contiguous();
            gradients.Add(gradient);
            handles.AddRange([slot.Parameter.Handle, gradient.Handle, slot.State.exp_avg.Handle, slot.State.exp_avg_sq.Handle]);
        }
        var numbers = new AdamWStep
        {
            LearningRate = options.LearningRate,
            Beta1 = options.beta1,
            Beta2 = options.beta2,
            Epsilon = options.eps,
            WeightDecay = options.weight_decay,
            Step = step,
            Decoupled = decoupled ? 1 : 0,
            Maximize = options.maximize ? 1 : 0,
        };
        fixed (nint* tensors = CollectionsMarshal.AsSpan(handles))
            NativeError.Check(NativeMethods.shim_adamw_step(tensors, slots.Length, &numbers));
        GC.KeepAlive(slots);
        GC.KeepAlive(gradients);
    }
}

/// <summary>The same step in plain operators, in the order of PyTorch's single-tensor implementation.</summary>
internal sealed class PlainAdamStep : IAdamStep
{
    public void Step(IReadOnlyList<AdamSlot> slots, AdamFamily.Options options, bool decoupled)
    {
        foreach (var (parameter, given, state) in slots)
        {
            var gradient = options.maximize ? given.neg() : given;
            if (decoupled) parameter.mul_(1 - options.LearningRate * options.weight_decay);
            else if (options.weight_decay != 0) gradient = gradient.add(parameter, alpha: options.weight_decay);
            state.exp_avg.mul_(options.beta1).add_(gradient, alpha: 1 - options.beta1);
            state.exp_avg_sq.mul_(options.beta2).addcmul_(gradient, gradient, 1 - options.beta2);
            double correction1 = 1 - Math.Pow(options.beta1, state.step), correction2 = 1 - Math.Pow(options.beta2, state.step);
            var denominator = state.exp_avg_sq.sqrt().div_(Math.Sqrt(correction2)).add_(options.eps);
            parameter.addcdiv_(state.exp_avg, denominator, -(options.LearningRate / correction1));
        }
    }
}
