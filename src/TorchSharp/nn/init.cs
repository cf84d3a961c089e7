namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills a tensor in place, outside of the graph, and answers it.</summary>
        public static class init
        {
            public static Tensor normal_(Tensor tensor, double mean = 0.0, double std = 1.0, Generator? generator = null) =>
                Fill(tensor, t => t.normal_(mean, std, generator));

            public static Tensor uniform_(Tensor tensor, double low = 0.0, double high = 1.0, Generator? generator = null) =>
                Fill(tensor, t => t.uniform_(low, high, generator));

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, t => t.fill_(val));

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>He et al. 2015, uniform, for a leaky rectifier of slope a; a = √5 gives ±1/√fanIn, PyTorch's default of a linear layer.</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0)
            {
                double bound = Math.Sqrt(2.0 / (1 + a * a)) * Math.Sqrt(3.0 / FanIn(tensor));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Glorot and Bengio 2010, uniform.</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                double bound = gain * Math.Sqrt(6.0 / (FanIn(tensor) + tensor.shape[0]));
                return uniform_(tensor, -bound, bound);
            }

            private static double FanIn(Tensor tensor)
            {
                if (tensor.dim() < 2) throw new ArgumentException("fan-in is defined for tensors of two or more dimensions", nameof(tensor));
                return (double)tensor.numel() / tensor.shape[0];
            }

            private static Tensor Fill(Tensor tensor, Func<Tensor, Tensor> fill)
            {
                using var mode = no_grad();
                return fill(tensor);
            }
        }
    }
}
