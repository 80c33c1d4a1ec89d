namespace Xemu.Renderer.Toolkit;

/// <summary>What the texture stages and combiners get of a fragment.</summary>
/// <param name="Diffuse">The diffuse colour.</param>
/// <param name="Specular">The specular colour.</param>
/// <param name="Fog">The fog coordinate, a scalar.</param>
/// <param name="Coordinates">Coordinates of the four textures.</param>
/// <param name="Levels">Base-two logarithm of texels a pixel of the textures that need it.</param>
internal sealed record PixelInputs(ShaderValue Diffuse, ShaderValue Specular, ShaderValue Fog, ShaderValue[] Coordinates, ShaderValue[] Levels)
{
    /// <summary>What pixels cover of the textures with an anisotropic filter.</summary>
    public PixelFootprint?[] Footprints { get; init; } = [null, null, null, null];
}
