namespace Xemu.Renderer.Toolkit;

/// <summary>Storage classes. Source: SPIR-V Specification 1.3, section 3.7.</summary>
internal enum SpirvStorage
{
    UniformConstant = 0,
    Input = 1,
    Uniform = 2,
    Output = 3,
    Function = 7,
    StorageBuffer = 12,
}
