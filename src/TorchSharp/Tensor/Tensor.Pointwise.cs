using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator Abs = new("abs"), AbsInPlace = new("abs_");
        private static readonly Operator Exp = new("exp"), ExpInPlace = new("exp_");
        private static readonly Operator Expm1 = new("expm1"), Expm1InPlace = new("expm1_");
        private static readonly Operator Log = new("log"), LogInPlace = new("log_");
        private static readonly Operator Log1p = new("log1p"), Log1pInPlace = new("log1p_");
        private static readonly Operator Log2 = new("log2"), Log2InPlace = new("log2_");
        private static readonly Operator Sqrt = new("sqrt"), SqrtInPlace = new("sqrt_");
        private static readonly Operator Rsqrt = new("rsqrt"), RsqrtInPlace = new("rsqrt_");
        private static readonly Operator Square = new("square"), SquareInPlace = new("square_");
        private static readonly Operator Reciprocal = new("reciprocal"), ReciprocalInPlace = new("reciprocal_");
        private static readonly Operator Sin = new("sin"), SinInPlace = new("sin_");
        private static readonly Operator Cos = new("cos"), CosInPlace = new("cos_");
        private static readonly Operator Tanh = new("tanh"), TanhInPlace = new("tanh_");
        private static readonly Operator Sigmoid = new("sigmoid"), SigmoidInPlace = new("sigmoid_");
        private static readonly Operator Relu = new("relu"), ReluInPlace = new("relu_");
        private static readonly Operator Erf = new("erf"), ErfInPlace = new("erf_");
        private static readonly Operator Floor = new("floor"), FloorInPlace = new("floor_");
        private static readonly Operator Ceil = new("ceil"), CeilInPlace = new("ceil_");
        private static readonly Operator Round = new("round"), RoundInPlace = new("round_");
        private static readonly Operator Sign = new("sign"), SignInPlace = new("sign_");
        private static readonly Operator Sinh = new("sinh"), SinhInPlace = new("sinh_");
        private static readonly Operator Cosh = new("cosh"), CoshInPlace = new("cosh_");
        private static readonly Operator Silu = new("silu"), SiluInPlace = new("silu_");
        private static readonly Operator Gelu = new("gelu");
        private static readonly Operator LeakyRelu = new("leaky_relu");
        private static readonly Operator PowScalar = new("pow.Tensor_Scalar"), PowTensor = new("pow.Tensor_Tensor"), PowScalarInPlace = new("pow_.Scalar");
        private static readonly Operator Clamp = new("clamp"), ClampInPlace = new("clamp_");
        private static readonly Operator ClampTensor = new("clamp.Tensor");
        private static readonly Operator IsFinite = new("isfinite"), IsNan = new("isnan"), IsInf = new("isinf");
        private static readonly Operator NanToNum = new("nan_to_num");
        private static readonly Operator Dropout = new("dropout");

        public Tensor abs() => Abs.Invoke(this);

        public Tensor abs_() => AbsInPlace.InvokeInPlace(this);

        public Tensor exp() => Exp.Invoke(this);

        public Tensor exp_() => ExpInPlace.InvokeInPlace(this);

        public Tensor expm1() => Expm1.Invoke(this);

        public Tensor expm1_() => Expm1InPlace.InvokeInPlace(this);

        public Tensor log() => Log.Invoke(this);

        public Tensor log_() => LogInPlace.InvokeInPlace(this);

        public Tensor log1p() => Log1p.Invoke(this);

        public Tensor log1p_() => Log1pInPlace.InvokeInPlace(this);

        public Tensor log2() => Log2.Invoke(this);

        public Tensor log2_() => Log2InPlace.InvokeInPlace(this);

        public Tensor sqrt() => Sqrt.Invoke(this);

        public Tensor sqrt_() => SqrtInPlace.InvokeInPlace(this);

        public Tensor rsqrt() => Rsqrt.Invoke(this);

        public Tensor rsqrt_() => RsqrtInPlace.InvokeInPlace(this);

        public Tensor square() => Square.Invoke(this);

        public Tensor square_() => SquareInPlace.InvokeInPlace(this);

        public Tensor reciprocal() => Reciprocal.Invoke(this);

        public Tensor reciprocal_() => ReciprocalInPlace.InvokeInPlace(this);

        public Tensor sin() => Sin.Invoke(this);

        public Tensor sin_() => SinInPlace.InvokeInPlace(this);

        public Tensor cos() => Cos.Invoke(this);

        public Tensor cos_() => CosInPlace.InvokeInPlace(this);

        public Tensor tanh() => Tanh.Invoke(this);

        public Tensor tanh_() => TanhInPlace.InvokeInPlace(this);

        public Tensor sigmoid() => Sigmoid.Invoke(this);

        public Tensor sigmoid_() => SigmoidInPlace.InvokeInPlace(this);

        public Tensor relu() => Relu.Invoke(this);

        public Tensor relu_() => ReluInPlace.InvokeInPlace(this);

        public Tensor erf() => Erf.Invoke(this);

        public Tensor erf_() => ErfInPlace.InvokeInPlace(this);

        public Tensor floor() => Floor.Invoke(this);

        public Tensor floor_() => FloorInPlace.InvokeInPlace(this);

        public Tensor ceil() => Ceil.Invoke(this);

        public Tensor ceil_() => CeilInPlace.InvokeInPlace(this);

        public Tensor round() => Round.Invoke(this);

        public Tensor round_() => RoundInPlace.InvokeInPlace(this);

        public Tensor sign() => Sign.Invoke(this);

        public Tensor sign_() => SignInPlace.InvokeInPlace(this);

        public Tensor sinh() => Sinh.Invoke(this);

        public Tensor sinh_() => SinhInPlace.InvokeInPlace(this);

        public Tensor cosh() => Cosh.Invoke(this);

        public Tensor cosh_() => CoshInPlace.InvokeInPlace(this);

        public Tensor silu() => Silu.Invoke(this);

        public Tensor silu_() => SiluInPlace.InvokeInPlace(this);

        /// <summary>The exact form, by the error function.</summary>
        public Tensor gelu() => Gelu.Invoke(this);

        public Tensor leaky_relu(double negative_slope = 0.01) => LeakyRelu.Invoke(this, (Scalar)negative_slope);

        public Tensor pow(Scalar exponent) => PowScalar.Invoke(this, exponent);

        public Tensor pow(Tensor exponent) => PowTensor.Invoke(this, exponent);

        public Tensor pow_(Scalar exponent) => PowScalarInPlace.InvokeInPlace(this, exponent);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Clamp.Invoke(this, min, max);

        public Tensor clamp(Tensor? min, Tensor? max) => ClampTensor.Invoke(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => ClampInPlace.InvokeInPlace(this, min, max);

        public Tensor isfinite() => IsFinite.Invoke(this);

        public Tensor isnan() => IsNan.Invoke(this);

        public Tensor isinf() => IsInf.Invoke(this);

        public Tensor nan_to_num(double? nan = null, double? posinf = null, double? neginf = null) => NanToNum.Invoke(this, nan, posinf, neginf);

        internal Tensor dropout(double p, bool training) => Dropout.Invoke(this, p, training);
    }

    public static Tensor abs(Tensor input) => input.abs();

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor expm1(Tensor input) => input.expm1();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor log1p(Tensor input) => input.log1p();

    public static Tensor log2(Tensor input) => input.log2();

    public static Tensor sqrt(Tensor input) => input.sqrt();

    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    public static Tensor square(Tensor input) => input.square();

    public static Tensor reciprocal(Tensor input) => input.reciprocal();

    public static Tensor sin(Tensor input) => input.sin();

    public static Tensor cos(Tensor input) => input.cos();

    public static Tensor tanh(Tensor input) => input.tanh();

    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    public static Tensor relu(Tensor input) => input.relu();

    public static Tensor erf(Tensor input) => input.erf();

    public static Tensor floor(Tensor input) => input.floor();

    public static Tensor ceil(Tensor input) => input.ceil();

    public static Tensor round(Tensor input) => input.round();

    public static Tensor sign(Tensor input) => input.sign();

    public static Tensor sinh(Tensor input) => input.sinh();

    public static Tensor cosh(Tensor input) => input.cosh();

    public static Tensor pow(Tensor input, Scalar exponent) => input.pow(exponent);

    public static Tensor pow(Tensor input, Tensor exponent) => input.pow(exponent);

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    public static Tensor isfinite(Tensor input) => input.isfinite();

    public static Tensor isnan(Tensor input) => input.isnan();

    public static Tensor isinf(Tensor input) => input.isinf();
}
