using System.Text;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>The state of a draw in short: what departs from a plain copy of colours.</summary>
internal static class StateText
{
    /// <summary>Everything that is on, each behind a semicolon.</summary>
    public static string Short(in FrameEntry entry)
    {
        PipelineState state = entry.State;
        var text = new StringBuilder();
        Add(text, state.IsDepthTested, $"depth {state.DepthFunction}{(state.WritesDepth ? ", written" : string.Empty)}");
        Add(text, state.Stencil.IsEnabled, $"stencil {state.Stencil.Function} {state.Stencil.Reference}");
        Add(text, state.AlphaFunction is not (0 or CompareFunction.Always), $"alpha {state.AlphaFunction}");
        Add(text, state.Blend.IsEnabled && state.Blend.Logic is null, $"blend {state.Blend.Equation} {state.Blend.Source}, {state.Blend.Destination}");
        Add(text, state.Blend.Logic is not null, $"logic {state.Blend.Logic}");
        Add(text, state.ColorMask != ColorMask.All, $"writes {state.ColorMask}");
        Add(text, state.CulledFaces != Faces.None, $"culls {state.CulledFaces}");
        Add(text, state.FrontMode != PolygonMode.Fill || state.BackMode != PolygonMode.Fill, $"polygons {state.FrontMode}/{state.BackMode}");
        Add(text, state.Fog != default, $"fog {state.Fog}");
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            TextureState texture = entry.Textures[i];
            Add(text, texture.Kind != TextureKind.None, $"texture {i} {texture.Width}x{texture.Height} {texture.Format} at 0x{texture.Offset:x}");
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, bool isOn, string what)
    {
        if (isOn)
        {
            text.Append("; ").Append(what);
        }
    }
}
