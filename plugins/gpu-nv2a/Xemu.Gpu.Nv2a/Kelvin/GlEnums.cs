using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Methods take OpenGL's numbers for their choices; unknown ones mean the first choice. Source: the OpenGL registry; nxdk lib/pbkit/nv_regs.h.</summary>
internal static class GlEnums
{
    public static CompareFunction Compare(uint value) => (CompareFunction)(value & 7);

    public static BlendFactor Factor(uint value) => value switch
    {
        0x0001 => BlendFactor.One,
        0x0300 => BlendFactor.SourceColor,
        0x0301 => BlendFactor.InverseSourceColor,
        0x0302 => BlendFactor.SourceAlpha,
        0x0303 => BlendFactor.InverseSourceAlpha,
        0x0304 => BlendFactor.DestinationAlpha,
        0x0305 => BlendFactor.InverseDestinationAlpha,
        0x0306 => BlendFactor.DestinationColor,
        0x0307 => BlendFactor.InverseDestinationColor,
        0x0308 => BlendFactor.SourceAlphaSaturate,
        0x8001 => BlendFactor.ConstantColor,
        0x8002 => BlendFactor.InverseConstantColor,
        0x8003 => BlendFactor.ConstantAlpha,
        0x8004 => BlendFactor.InverseConstantAlpha,
        _ => BlendFactor.Zero,
    };

    public static BlendEquation Equation(uint value) => value switch
    {
        0x8007 => BlendEquation.Min,
        0x8008 => BlendEquation.Max,
        0x800A => BlendEquation.Subtract,
        0x800B => BlendEquation.ReverseSubtract,
        0xF005 => BlendEquation.ReverseSubtractSigned,
        0xF006 => BlendEquation.AddSigned,
        _ => BlendEquation.Add,
    };

    public static StencilOperation Stencil(uint value) => value switch
    {
        0x0000 => StencilOperation.Zero,
        0x1E01 => StencilOperation.Replace,
        0x1E02 => StencilOperation.IncrementSaturate,
        0x1E03 => StencilOperation.DecrementSaturate,
        0x150A => StencilOperation.Invert,
        0x8507 => StencilOperation.Increment,
        0x8508 => StencilOperation.Decrement,
        _ => StencilOperation.Keep,
    };

    public static PolygonMode Polygon(uint value) => value switch
    {
        0x1B00 => PolygonMode.Point,
        0x1B01 => PolygonMode.Line,
        _ => PolygonMode.Fill,
    };

    public static Faces Cull(uint value) => value switch
    {
        0x404 => Faces.Front,
        0x405 => Faces.Back,
        0x408 => Faces.Both,
        _ => Faces.None,
    };

    public static FogMode Fog(uint value) => value switch
    {
        0x2601 => FogMode.Linear,
        0x0800 => FogMode.Exponential,
        0x0801 => FogMode.ExponentialSquared,
        0x0802 => FogMode.ExponentialAbsolute,
        0x0803 => FogMode.ExponentialSquaredAbsolute,
        0x0804 => FogMode.LinearAbsolute,
        _ => FogMode.Off,
    };
}
