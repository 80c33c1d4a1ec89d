namespace Xemu.Renderer.Toolkit;

/// <summary>An input or output of a shader.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Location">Its location; not looked at for one that is built in.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct ShaderPort(ShaderType Type, int Location, ShaderPortKind Kind);
