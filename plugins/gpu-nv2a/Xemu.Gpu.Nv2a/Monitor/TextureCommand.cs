using System.Globalization;
using System.Text;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>The part of <see cref="GpuCommand"/> that shows textures.</summary>
internal static class TextureCommand
{
    /// <summary>The textures of the last frame in order of first use.</summary>
    /// <param name="context">Writes pictures.</param>
    /// <param name="gpu">The chip.</param>
    /// <param name="folder">Where pictures go; null for none.</param>
    /// <param name="everyLevel">Whether of each face every level is written, not the first alone.</param>
    public static string All(IMonitorContext context, Nv2a gpu, string? folder, bool everyLevel)
    {
        var seen = new Dictionary<TextureState, string>();
        for (int draw = 0; draw < gpu.Log.Last.Length; draw++)
        {
            ref readonly FrameEntry entry = ref gpu.Log.Last[draw];
            for (int stage = 0; stage < DrawCall.TextureCount && !entry.IsClear; stage++)
            {
                if (entry.Textures[stage].Kind != TextureKind.None)
                {
                    _ = seen.TryAdd(entry.Textures[stage], $"draw {draw}, stage {stage}");
                }
            }
        }

        var text = new StringBuilder();
        int number = 0;
        foreach ((TextureState texture, string first) in seen)
        {
            text.AppendLine($"{FrameText.Texture(texture)}; first in {first}");
            Append(text, folder is null ? [] : Write(context, gpu, texture, Path.Combine(folder, $"{number++:D2}"), face: null, everyLevel ? null : 0));
        }

        return text.Length == 0 ? "The last frame used no textures.\n" : text.ToString();
    }

    /// <summary>Writes what a stage of a draw sampled.</summary>
    /// <param name="context">Writes pictures.</param>
    /// <param name="gpu">The chip.</param>
    /// <param name="draw">Number of the draw.</param>
    /// <param name="stage">Number of the stage.</param>
    /// <param name="folder">Where pictures go.</param>
    /// <param name="face">A face, or null for all.</param>
    /// <param name="level">A level, or null for all.</param>
    public static string One(IMonitorContext context, Nv2a gpu, string draw, string stage, string folder, string? face = null, string? level = null)
    {
        if (GpuCommand.FindDraw(gpu, draw, out string problem) is not { } entry)
        {
            return problem;
        }

        if (!TryParse(stage, DrawCall.TextureCount, out int? unit) || entry.Textures[unit!.Value].Kind == TextureKind.None)
        {
            return $"Draw {draw} has no texture in stage '{stage}'.\n";
        }

        TextureState texture = entry.Textures[unit.Value];
        int? wantedFace = null;
        int? wantedLevel = null;
        if ((face is not null && !TryParse(face, FacesOf(texture), out wantedFace)) || (level is not null && !TryParse(level, texture.Levels, out wantedLevel)))
        {
            return $"That texture has the faces 0 to {FacesOf(texture) - 1} and the levels 0 to {texture.Levels - 1}.\n";
        }

        var text = new StringBuilder();
        Append(text.AppendLine(FrameText.Texture(texture)), Write(context, gpu, texture, Path.Combine(folder, $"draw{draw}-stage{stage}"), wantedFace, wantedLevel));
        return text.ToString();
    }

    private static List<string> Write(IMonitorContext context, Nv2a gpu, in TextureState texture, string prefix, int? face, int? level)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(prefix))!);
        TextureImage image = gpu.Texture(texture);
        var paths = new List<string>();
        for (int f = face ?? 0; f < (face + 1 ?? FacesOf(texture)); f++)
        {
            for (int l = level ?? 0; l < (level + 1 ?? texture.Levels); l++)
            {
                string path = $"{prefix}-{texture.Offset:x8}-{texture.Format}-face{f}-level{l}.png";
                Picture picture = TexturePicture.Of(image, texture.Format, f, l);
                context.Pictures.WritePngWithAlpha(path, picture.Width, picture.Height, picture.Bytes);
                paths.Add(path);
            }
        }

        return paths;
    }

    private static int FacesOf(in TextureState texture) => texture.Kind == TextureKind.Cube ? 6 : 1;

    private static bool TryParse(string word, int count, out int? number)
    {
        bool isNumber = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value < count;
        number = isNumber ? value : null;
        return isNumber;
    }

    private static void Append(StringBuilder text, List<string> paths)
    {
        foreach (string path in paths)
        {
            text.AppendLine($"  {path}");
        }
    }
}
