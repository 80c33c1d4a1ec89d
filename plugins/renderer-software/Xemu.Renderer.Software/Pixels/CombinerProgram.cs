using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>The compiled register combiners of a pixel program.</summary>
/// <param name="Run">Computes the colour of a block from its inputs and the constants.</param>
/// <param name="ReadsDiffuse">Whether it reads the diffuse colour.</param>
/// <param name="ReadsSpecular">Whether it reads the specular colour.</param>
/// <param name="ReadsFog">Whether it reads the fog factor.</param>
internal sealed record CombinerProgram(Action<PixelBlock, Vector512<float>[]> Run, bool ReadsDiffuse, bool ReadsSpecular, bool ReadsFog);
