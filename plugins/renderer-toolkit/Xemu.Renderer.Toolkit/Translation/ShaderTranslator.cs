namespace Xemu.Renderer.Toolkit;

/// <summary>Makes shaders of the contract's intermediate forms. Pure: equal keys give equal shaders; any thread.</summary>
public static class ShaderTranslator
{
    /// <summary>Changes whenever the same key may give another shader; part of the key of any store that outlives the process.</summary>
    public const int Version = 2;

    /// <summary>Makes a vertex shader.</summary>
    /// <param name="key">What it follows from.</param>
    /// <param name="flavour">The form.</param>
    public static ShaderCode Translate(in VertexShaderKey key, ShaderFlavour flavour) => Write(VertexShader.Build(key), flavour);

    /// <summary>Makes a pixel shader.</summary>
    /// <param name="key">What it follows from.</param>
    /// <param name="flavour">The form.</param>
    public static ShaderCode Translate(in PixelShaderKey key, ShaderFlavour flavour) => Write(PixelShader.Build(key), flavour);

    /// <summary>Writes a shader.</summary>
    internal static ShaderCode Write(ShaderModule module, ShaderFlavour flavour) => flavour == ShaderFlavour.SpirV
        ? new ShaderCode(flavour, string.Empty, SpirvWriter.Write(module))
        : new ShaderCode(flavour, GlslWriter.Write(module, flavour == ShaderFlavour.VulkanGlsl), []);
}
