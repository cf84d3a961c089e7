using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false) =>
            AdamW([new AdamFamily.ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay, maximize)], amsgrad: amsgrad);

        public static AdamW AdamW(IEnumerable<AdamFamily.ParamGroup> parameters, bool amsgrad = false)
        {
            RefuseAmsGrad(amsgrad);
            return new AdamW(parameters);
        }

        public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.99,
            double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            RefuseAmsGrad(amsgrad);
            return new Adam([new AdamFamily.ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay, maximize)]);
        }

        public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0,
            double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
            new([new SGD.ParamGroup(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize)]);

        private static void RefuseAmsGrad(bool amsgrad)
        {
            if (amsgrad) throw new NotSupportedException("the AMSGrad variant is not part of this binding; train with amsgrad: false");
        }
    }
}
