namespace Xemu.Renderer.Toolkit;

/// <summary>A variable of a shader: what branches leave behind. Undefined before it is stored.</summary>
/// <param name="Type">Its type.</param>
internal readonly record struct ShaderVariable(ShaderType Type);
