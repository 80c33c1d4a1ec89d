using Xemu.Abstractions.Graphics;
using static Xemu.Gpu.Nv2a.VertexCode;

namespace Xemu.Gpu.Nv2a;

/// <summary>A program of the guest with LIGHTING_ENABLE: lighting comes behind programs as well, and takes the place of their colours (nxdk_pgraph_tests, "Specular", ControlFlagsNoLight_VS).</summary>
/// <remarks>Unverified: where the eye and the normal come from; photographs of one draw differ between its quads. Here they are those of the fixed functions.</remarks>
internal static class LitProgram
{
    /// <summary>Adds the lighting.</summary>
    /// <param name="program">The program.</param>
    /// <param name="key">What <see cref="FixedFunctionKey"/> has read.</param>
    public static VertexProgram Build(VertexProgram program, uint[] key)
    {
        var code = new VertexCode(program);
        VertexSource eye = code.Temporary();
        VertexSource normal = code.Temporary();
        code.Transform(eye, Input(0), TransformContext.ModelView, 4);
        code.Transform(normal, Input(2), TransformContext.InverseModelView, 3);
        if (key[FixedFunctionKey.Normalize] != 0)
        {
            code.Normalize(normal, normal);
        }

        VertexSource[] colors = [Copy(code, VertexOutput.Diffuse), Copy(code, VertexOutput.Specular), Copy(code, VertexOutput.BackDiffuse), Copy(code, VertexOutput.BackSpecular)];
        new FixedLighting(code, key, eye, normal, colors).Build();
        return code.Build();
    }

    private static VertexSource Copy(VertexCode code, VertexOutput output)
    {
        VertexSource copy = code.Temporary();
        code.Move(copy, All, Output(output));
        return copy;
    }
}
