using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Xemu.Gpu.Nv2a;

/// <summary>The part of <see cref="GpuCommand"/> that shows shaders.</summary>
internal static class ShaderCommand
{
    private const int WordsPerLine = 8;

    /// <summary>A stage of a draw.</summary>
    /// <param name="gpu">The chip.</param>
    /// <param name="draw">Number of the draw.</param>
    /// <param name="stage">Which stage.</param>
    /// <param name="form">Which form.</param>
    /// <param name="file">Where it goes; null to show it.</param>
    public static string Run(Nv2a gpu, string draw, string stage, string form, string? file)
    {
        if (GpuCommand.FindDraw(gpu, draw, out string problem) is not { } entry)
        {
            return problem;
        }

        if (stage is not ("vertex" or "pixel") || form is not ("program" or "glsl" or "vulkan-glsl" or "spirv"))
        {
            return $"'{stage} {form}' is no shader: 'vertex' or 'pixel', then 'program', 'glsl', 'vulkan-glsl' or 'spirv'.\n";
        }

        if (form == "program")
        {
            return Give(stage == "vertex" ? VertexProgramText.Of(entry.VertexProgram!) : PixelProgramText.Of(entry.PixelProgram!), file);
        }

        ShaderCode code = Translate(entry.ToCall(), stage, form);
        return code.Flavour != ShaderFlavour.SpirV ? Give(code.Text, file) : file is null ? Hex(code.Words) : Give(Bytes(code.Words), file);
    }

    private static ShaderCode Translate(DrawCall call, string stage, string form)
    {
        ShaderFlavour flavour = form switch { "glsl" => ShaderFlavour.DesktopGlsl, "vulkan-glsl" => ShaderFlavour.VulkanGlsl, _ => ShaderFlavour.SpirV };
        return stage == "vertex"
            ? ShaderTranslator.Translate(DrawShaders.Vertex(call), flavour)
            : ShaderTranslator.Translate(DrawShaders.Pixel(call), flavour);
    }

    private static string Give(string text, string? file) => file is null ? text : Give(Encoding.UTF8.GetBytes(text), file);

    private static string Give(byte[] bytes, string file)
    {
        File.WriteAllBytes(file, bytes);
        return $"{bytes.Length} bytes: {Path.GetFullPath(file)}\n";
    }

    private static string Hex(ImmutableArray<uint> words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words.Length; i++)
        {
            bool isLast = i % WordsPerLine == WordsPerLine - 1 || i == words.Length - 1;
            text.Append(words[i].ToString("x8", CultureInfo.InvariantCulture)).Append(isLast ? '\n' : ' ');
        }

        return text.ToString();
    }

    /// <summary>The words as files of SPIR-V have them: the lowest byte first.</summary>
    private static byte[] Bytes(ImmutableArray<uint> words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return bytes;
    }
}
