namespace Xemu.Renderer.Toolkit;

/// <summary>Decorations. Source: SPIR-V Specification 1.3, section 3.20.</summary>
internal enum SpirvDecoration
{
    Block = 2,
    ArrayStride = 6,
    BuiltIn = 11,
    NoPerspective = 13,
    Flat = 14,
    Location = 30,
    Binding = 33,
    DescriptorSet = 34,
    Offset = 35,
    NoContraction = 42,
}
