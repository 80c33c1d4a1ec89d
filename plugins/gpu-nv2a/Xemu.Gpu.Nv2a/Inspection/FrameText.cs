using System.Globalization;
using System.Text;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Draws, targets and textures as text.</summary>
internal static class FrameText
{
    /// <summary>An entry in one line.</summary>
    public static string Line(in FrameEntry entry)
    {
        string what = entry.IsClear
            ? $"clear {entry.Clear.Area.Left},{entry.Clear.Area.Top} to {entry.Clear.Area.Right},{entry.Clear.Area.Bottom}{Cleared(entry.Clear)}"
            : $"{entry.Primitive}, {entry.IndexCount} of {entry.VertexCount} vertices";
        return $"{what} -> 0x{entry.Target.Color.Offset:x} {entry.Target.ColorFormat}{(entry.IsClear ? string.Empty : StateText.Short(in entry))}";
    }

    /// <summary>An entry with all that it depends on.</summary>
    public static string Full(in FrameEntry entry)
    {
        var text = new StringBuilder();
        text.AppendLine(Line(in entry)).Append("target: ").AppendLine(Target(entry.Target));
        if (entry.IsClear)
        {
            return text.ToString();
        }

        text.Append("state: ").AppendLine(entry.State.ToString());
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            if (entry.Textures[i].Kind != TextureKind.None)
            {
                text.Append(CultureInfo.InvariantCulture, $"texture {i}: ").AppendLine(Texture(entry.Textures[i]));
            }
        }

        text.AppendLine("vertex program:").Append(VertexProgramText.Of(entry.VertexProgram!));
        return text.AppendLine("pixel program:").Append(PixelProgramText.Of(entry.PixelProgram!)).ToString();
    }

    /// <summary>A target in one line.</summary>
    public static string Target(in RenderTarget target) =>
        $"{target.Clip.Right}x{target.Clip.Bottom} {target.ColorFormat} at 0x{target.Color.Offset:x}, pitch {target.Color.Pitch}, {target.Layout}; "
        + $"{target.DepthFormat} at 0x{target.Depth.Offset:x}, pitch {target.Depth.Pitch}; samples: {target.Samples}";

    /// <summary>A texture in one line.</summary>
    public static string Texture(in TextureState texture) =>
        $"{texture.Kind} {texture.Width}x{texture.Height}x{texture.Depth}, {texture.Levels} levels, {texture.Format} at 0x{texture.Offset:x}, {texture.Layout}, "
        + $"{texture.MinFilter}/{texture.MagFilter}, {texture.AddressU}/{texture.AddressV}/{texture.AddressP}";

    private static string Cleared(in ClearCall clear) =>
        (clear.Colors != ColorMask.None ? $", {clear.Colors} to {clear.ColorValue:x8}" : string.Empty)
        + (clear.ClearsDepth || clear.ClearsStencil ? $", depth and stencil to {clear.DepthStencilValue:x8}" : string.Empty);
}
