using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            AdamW([new AdamFamily.ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <summary>The numbers are for groups that leave them open.</summary>
        public static AdamW AdamW(IEnumerable<AdamFamily.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, new AdamFamily.Options(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize));

        public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new([new AdamFamily.ParamGroup { Parameters = parameters }], new AdamFamily.Options(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize));

        public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0,
            double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
            new([new ParamGroup { Parameters = parameters }], new SGD.Options(learningRate, momentum, dampening, weight_decay, nesterov, maximize));
    }
}
