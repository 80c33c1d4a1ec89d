namespace Xemu.Renderer.Toolkit;

/// <summary>A shader before it is written as text or words: straight code with branches. Both writers say what stands here and add nothing.</summary>
/// <param name="stage">Where it runs.</param>
internal sealed class ShaderModule(ShaderStage stage)
{
    /// <summary>Where it runs.</summary>
    public ShaderStage Stage { get; } = stage;

    /// <summary>Inputs, by index.</summary>
    public List<ShaderPort> Inputs { get; } = [];

    /// <summary>Outputs, by index.</summary>
    public List<ShaderPort> Outputs { get; } = [];

    /// <summary>Variables, by index.</summary>
    public List<ShaderVariable> Variables { get; } = [];

    /// <summary>Textures, by index.</summary>
    public List<ShaderTexture> Textures { get; } = [];

    /// <summary>Length of the uniform block in units of four words; 0 when there is none.</summary>
    public int UniformLength { get; set; }

    /// <summary>The block's binding.</summary>
    public int UniformBinding { get; init; }

    /// <summary>Bindings of storage buffers, by index; only of the compute stage.</summary>
    public List<int> Buffers { get; } = [];

    /// <summary>The instructions.</summary>
    public List<ShaderInstruction> Code { get; } = [];

    /// <summary>How many values there are.</summary>
    public int ValueCount { get; set; }
}
