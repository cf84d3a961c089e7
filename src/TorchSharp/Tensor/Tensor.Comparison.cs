using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    // Truth values, one an element. As in TorchSharp, == compares elements; test for null with 'is null'.
    public partial class Tensor
    {
        private static readonly Operator EqTensor = new("eq.Tensor"), EqScalar = new("eq.Scalar");
        private static readonly Operator NeTensor = new("ne.Tensor"), NeScalar = new("ne.Scalar");
        private static readonly Operator LtTensor = new("lt.Tensor"), LtScalar = new("lt.Scalar");
        private static readonly Operator LeTensor = new("le.Tensor"), LeScalar = new("le.Scalar");
        private static readonly Operator GtTensor = new("gt.Tensor"), GtScalar = new("gt.Scalar");
        private static readonly Operator GeTensor = new("ge.Tensor"), GeScalar = new("ge.Scalar");
        private static readonly Operator LogicalAnd = new("logical_and"), LogicalOr = new("logical_or"), LogicalNot = new("logical_not"), LogicalXor = new("logical_xor");
        private static readonly Operator MaximumTensor = new("maximum"), MinimumTensor = new("minimum");
        private static readonly Operator EqualTensors = new("equal"), AllClose = new("allclose"), IsClose = new("isclose");
        private static readonly Operator BitwiseAnd = new("bitwise_and.Tensor"), BitwiseOr = new("bitwise_or.Tensor"), BitwiseNot = new("bitwise_not");

        public Tensor eq(Tensor target) => EqTensor.Invoke(this, target);

        public Tensor eq(Scalar scalar) => EqScalar.Invoke(this, scalar);

        public Tensor ne(Tensor target) => NeTensor.Invoke(this, target);

        public Tensor ne(Scalar scalar) => NeScalar.Invoke(this, scalar);

        public Tensor lt(Tensor target) => LtTensor.Invoke(this, target);

        public Tensor lt(Scalar scalar) => LtScalar.Invoke(this, scalar);

        public Tensor le(Tensor target) => LeTensor.Invoke(this, target);

        public Tensor le(Scalar scalar) => LeScalar.Invoke(this, scalar);

        public Tensor gt(Tensor target) => GtTensor.Invoke(this, target);

        public Tensor gt(Scalar scalar) => GtScalar.Invoke(this, scalar);

        public Tensor ge(Tensor target) => GeTensor.Invoke(this, target);

        public Tensor ge(Scalar scalar) => GeScalar.Invoke(this, scalar);

        public Tensor logical_and(Tensor other) => LogicalAnd.Invoke(this, other);

        public Tensor logical_or(Tensor other) => LogicalOr.Invoke(this, other);

        public Tensor logical_xor(Tensor other) => LogicalXor.Invoke(this, other);

        public Tensor logical_not() => LogicalNot.Invoke(this);

        public Tensor maximum(Tensor other) => MaximumTensor.Invoke(this, other);

        public Tensor minimum(Tensor other) => MinimumTensor.Invoke(this, other);

        /// <summary>Same shape and same elements.</summary>
        public bool Equals(Tensor target) => EqualTensors.InvokeValue(this, target).Integer != 0;

        /// <summary>|this − target| ≤ atol + rtol · |target|, everywhere.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            AllClose.InvokeValue(this, target, rtol, atol, equal_nan).Integer != 0;

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            IsClose.Invoke(this, other, rtol, atol, nanEqual);

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        // By identity: elements can change under a key.
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator &(Tensor left, Tensor right) => BitwiseAnd.Invoke(left, right);

        public static Tensor operator |(Tensor left, Tensor right) => BitwiseOr.Invoke(left, right);

        public static Tensor operator ~(Tensor left) => BitwiseNot.Invoke(left);
    }

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);

    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);

    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);

    public static Tensor le(Tensor left, Tensor right) => left.le(right);

    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);

    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);

    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);

    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);

    public static Tensor maximum(Tensor left, Tensor right) => left.maximum(right);

    public static Tensor minimum(Tensor left, Tensor right) => left.minimum(right);

    public static Tensor logical_not(Tensor input) => input.logical_not();

    public static bool allclose(Tensor target, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        target.allclose(other, rtol, atol, equal_nan);
}
