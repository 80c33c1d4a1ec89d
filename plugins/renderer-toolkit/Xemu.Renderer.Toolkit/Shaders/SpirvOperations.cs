namespace Xemu.Renderer.Toolkit;

/// <summary>Which instruction of SPIR-V does an operation.</summary>
internal static class SpirvOperations
{
    /// <summary>The number of an instruction of the set GLSL.std.450, or null where it is a plain one.</summary>
    public static uint? Extended(ShaderOperation operation) => operation switch
    {
        ShaderOperation.RoundEven => 2,
        ShaderOperation.Absolute => 4,
        ShaderOperation.Floor => 8,
        ShaderOperation.Exponential => 29,
        ShaderOperation.Logarithm => 30,
        ShaderOperation.SquareRoot => 31,
        _ => null,
    };

    /// <summary>A plain instruction.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="from">What its operands are.</param>
    /// <param name="to">What its result is.</param>
    public static SpirvOpcode Of(ShaderOperation operation, ShaderScalar from, ShaderScalar to) => operation switch
    {
        ShaderOperation.Divide => SpirvOpcode.FDiv,
        ShaderOperation.Negate => SpirvOpcode.FNegate,
        ShaderOperation.Modulo => SpirvOpcode.UMod,
        ShaderOperation.And => SpirvOpcode.BitwiseAnd,
        ShaderOperation.Or => SpirvOpcode.BitwiseOr,
        ShaderOperation.Xor => SpirvOpcode.BitwiseXor,
        ShaderOperation.ShiftLeft => SpirvOpcode.ShiftLeftLogical,
        ShaderOperation.ShiftRight => from == ShaderScalar.Int ? SpirvOpcode.ShiftRightArithmetic : SpirvOpcode.ShiftRightLogical,
        ShaderOperation.LogicalAnd => SpirvOpcode.LogicalAnd,
        ShaderOperation.LogicalOr => SpirvOpcode.LogicalOr,
        ShaderOperation.LogicalNot => SpirvOpcode.LogicalNot,
        ShaderOperation.Select => SpirvOpcode.Select,
        ShaderOperation.Reinterpret => SpirvOpcode.Bitcast,
        ShaderOperation.DerivativeX => SpirvOpcode.DPdx,
        ShaderOperation.DerivativeY => SpirvOpcode.DPdy,
        ShaderOperation.Convert => Conversion(from, to),
        _ => from == ShaderScalar.Float ? Floating(operation) : Whole(operation, from == ShaderScalar.Int),
    };

    private static SpirvOpcode Conversion(ShaderScalar from, ShaderScalar to) => (from, to) switch
    {
        (ShaderScalar.Float, ShaderScalar.Int) => SpirvOpcode.ConvertFToS,
        (ShaderScalar.Float, _) => SpirvOpcode.ConvertFToU,
        (ShaderScalar.Int, _) => SpirvOpcode.ConvertSToF,
        _ => SpirvOpcode.ConvertUToF,
    };

    private static SpirvOpcode Floating(ShaderOperation operation) => operation switch
    {
        ShaderOperation.Add => SpirvOpcode.FAdd,
        ShaderOperation.Subtract => SpirvOpcode.FSub,
        ShaderOperation.Multiply => SpirvOpcode.FMul,
        ShaderOperation.Less => SpirvOpcode.FOrdLessThan,
        ShaderOperation.LessOrEqual => SpirvOpcode.FOrdLessThanEqual,
        ShaderOperation.Equal => SpirvOpcode.FOrdEqual,
        _ => throw new NotSupportedException($"{operation} is not written."),
    };

    private static SpirvOpcode Whole(ShaderOperation operation, bool isSigned) => operation switch
    {
        ShaderOperation.Add => SpirvOpcode.IAdd,
        ShaderOperation.Subtract => SpirvOpcode.ISub,
        ShaderOperation.Multiply => SpirvOpcode.IMul,
        ShaderOperation.Less => isSigned ? SpirvOpcode.SLessThan : SpirvOpcode.ULessThan,
        ShaderOperation.LessOrEqual => isSigned ? SpirvOpcode.SLessThanEqual : SpirvOpcode.ULessThanEqual,
        ShaderOperation.Equal => SpirvOpcode.IEqual,
        _ => throw new NotSupportedException($"{operation} is not written."),
    };
}
