using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator MatMul = new("matmul"), Mm = new("mm"), Bmm = new("bmm"), Mv = new("mv"), Dot = new("dot");
        private static readonly Operator AddMm = new("addmm"), AddMmInPlace = new("addmm_"), BAddBmm = new("baddbmm");
        private static readonly Operator Outer = new("outer"), TriU = new("triu"), TriL = new("tril"), Diag = new("diag");

        public Tensor matmul(Tensor target) => MatMul.Invoke(this, target);

        public Tensor mm(Tensor target) => Mm.Invoke(this, target);

        public Tensor bmm(Tensor batch2) => Bmm.Invoke(this, batch2);

        public Tensor mv(Tensor target) => Mv.Invoke(this, target);

        public Tensor dot(Tensor target) => Dot.Invoke(this, target);

        /// <summary>beta · this + alpha · mat1 · mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            AddMm.Invoke(this, mat1, mat2, (Scalar)beta, (Scalar)alpha);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            AddMmInPlace.InvokeInPlace(this, mat1, mat2, (Scalar)beta, (Scalar)alpha);

        /// <summary>beta · this + alpha · batch1 · batch2, one product a batch entry.</summary>
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            BAddBmm.Invoke(this, batch1, batch2, (Scalar)beta, (Scalar)alpha);

        public Tensor outer(Tensor vec2) => Outer.Invoke(this, vec2);

        public Tensor triu(long diagonal = 0) => TriU.Invoke(this, diagonal);

        public Tensor tril(long diagonal = 0) => TriL.Invoke(this, diagonal);

        public Tensor diag(long diagonal = 0) => Diag.Invoke(this, diagonal);
    }

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => input.addmm(mat1, mat2, beta, alpha);

    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.baddbmm(batch1, batch2, beta, alpha);

    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);

    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);

    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
}
