using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator Multinomial = new("multinomial"), NormalInPlace = new("normal_"), UniformInPlace = new("uniform_");
        private static readonly Operator Bernoulli = new("bernoulli"), BernoulliInPlace = new("bernoulli_.float"), ExponentialInPlace = new("exponential_");

        /// <summary>Indices drawn with probabilities in proportion to each row: [rows, num_samples].</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Multinomial.Invoke(this, num_samples, replacement, generator);

        public Tensor normal_(double mean = 0.0, double stddev = 1.0, Generator? generator = null) =>
            NormalInPlace.InvokeInPlace(this, mean, stddev, generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) => UniformInPlace.InvokeInPlace(this, from, to, generator);

        public Tensor bernoulli(Generator? generator = null) => Bernoulli.Invoke(this, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => BernoulliInPlace.InvokeInPlace(this, p, generator);

        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) => ExponentialInPlace.InvokeInPlace(this, lambda, generator);
    }

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);
}
