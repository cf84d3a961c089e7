using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AddTensor = new("add.Tensor"), AddTensorInPlace = new("add_.Tensor");
        private static readonly Operator AddScalar = new("add.Scalar"), AddScalarInPlace = new("add_.Scalar");
        private static readonly Operator SubTensor = new("sub.Tensor"), SubTensorInPlace = new("sub_.Tensor");
        private static readonly Operator SubScalar = new("sub.Scalar"), SubScalarInPlace = new("sub_.Scalar"), RSubScalar = new("rsub.Scalar");
        private static readonly Operator MulTensor = new("mul.Tensor"), MulTensorInPlace = new("mul_.Tensor");
        private static readonly Operator MulScalar = new("mul.Scalar"), MulScalarInPlace = new("mul_.Scalar");
        private static readonly Operator DivTensor = new("div.Tensor"), DivTensorInPlace = new("div_.Tensor");
        private static readonly Operator DivScalar = new("div.Scalar"), DivScalarInPlace = new("div_.Scalar");
        private static readonly Operator DivTensorMode = new("div.Tensor_mode"), DivScalarMode = new("div.Scalar_mode");
        private static readonly Operator RemainderTensor = new("remainder.Tensor"), RemainderScalar = new("remainder.Scalar");
        private static readonly Operator Neg = new("neg"), NegInPlace = new("neg_");
        private static readonly Operator AddCMul = new("addcmul"), AddCMulInPlace = new("addcmul_");
        private static readonly Operator AddCDiv = new("addcdiv"), AddCDivInPlace = new("addcdiv_");
        private static readonly Operator LerpScalar = new("lerp.Scalar"), LerpScalarInPlace = new("lerp_.Scalar");

        public Tensor add(Tensor target) => AddTensor.Invoke(this, target);

        public Tensor add(Tensor target, Scalar alpha) => AddTensor.Invoke(this, target, alpha);

        public Tensor add(Scalar scalar) => AddScalar.Invoke(this, scalar);

        public Tensor add_(Tensor target) => AddTensorInPlace.InvokeInPlace(this, target);

        public Tensor add_(Tensor target, Scalar alpha) => AddTensorInPlace.InvokeInPlace(this, target, alpha);

        public Tensor add_(Scalar scalar) => AddScalarInPlace.InvokeInPlace(this, scalar);

        public Tensor sub(Tensor target) => SubTensor.Invoke(this, target);

        public Tensor sub(Scalar scalar) => SubScalar.Invoke(this, scalar);

        public Tensor sub_(Tensor target) => SubTensorInPlace.InvokeInPlace(this, target);

        public Tensor sub_(Scalar scalar) => SubScalarInPlace.InvokeInPlace(this, scalar);

        public Tensor mul(Tensor target) => MulTensor.Invoke(this, target);

        public Tensor mul(Scalar scalar) => MulScalar.Invoke(this, scalar);

        public Tensor mul_(Tensor target) => MulTensorInPlace.InvokeInPlace(this, target);

        public Tensor mul_(Scalar scalar) => MulScalarInPlace.InvokeInPlace(this, scalar);

        public Tensor div(Tensor target) => DivTensor.Invoke(this, target);

        /// <param name="rounding_mode">"floor" or "trunc".</param>
        public Tensor div(Tensor target, string rounding_mode) => DivTensorMode.Invoke(this, target, rounding_mode);

        public Tensor div(Scalar scalar) => DivScalar.Invoke(this, scalar);

        public Tensor div(Scalar scalar, string rounding_mode) => DivScalarMode.Invoke(this, scalar, rounding_mode);

        public Tensor div_(Tensor target) => DivTensorInPlace.InvokeInPlace(this, target);

        public Tensor div_(Scalar scalar) => DivScalarInPlace.InvokeInPlace(this, scalar);

        public Tensor floor_divide(Tensor other) => div(other, "floor");

        public Tensor floor_divide(Scalar other) => div(other, "floor");

        /// <summary>Python's modulo: the sign is that of the divisor.</summary>
        public Tensor remainder(Tensor other) => RemainderTensor.Invoke(this, other);

        public Tensor remainder(Scalar other) => RemainderScalar.Invoke(this, other);

        public Tensor neg() => Neg.Invoke(this);

        public Tensor neg_() => NegInPlace.InvokeInPlace(this);

        /// <summary>this + value · tensor1 · tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => AddCMul.Invoke(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => AddCMulInPlace.InvokeInPlace(this, tensor1, tensor2, value);

        /// <summary>this + value · tensor1 / tensor2.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => AddCDiv.Invoke(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => AddCDivInPlace.InvokeInPlace(this, tensor1, tensor2, value);

        /// <summary>this + weight · (end − this).</summary>
        public Tensor lerp(Tensor end, Scalar weight) => LerpScalar.Invoke(this, end, weight);

        public Tensor lerp_(Tensor end, Scalar weight) => LerpScalarInPlace.InvokeInPlace(this, end, weight);

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Scalar left, Tensor right) => RSubScalar.Invoke(right, left);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Scalar left, Tensor right) => MulScalar.Invoke(right.reciprocal(), left);

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);
    }

    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);

    public static Tensor add(Tensor left, Scalar right) => left.add(right);

    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);

    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    public static Tensor mul(Tensor left, Scalar right) => left.mul(right);

    public static Tensor div(Tensor left, Tensor right) => left.div(right);

    public static Tensor neg(Tensor input) => input.neg();

    public static Tensor remainder(Tensor left, Tensor right) => left.remainder(right);

    public static Tensor lerp(Tensor input, Tensor end, Scalar weight) => input.lerp(end, weight);
}
