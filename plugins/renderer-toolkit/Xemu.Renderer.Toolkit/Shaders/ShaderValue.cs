namespace Xemu.Renderer.Toolkit;

/// <summary>A value of a shader: made once, by one instruction, and visible until the branch it was made in ends.</summary>
/// <param name="Id">Its number within the shader.</param>
/// <param name="Type">Its type.</param>
internal readonly record struct ShaderValue(int Id, ShaderType Type);
