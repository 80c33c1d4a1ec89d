namespace Xemu.Renderer.Toolkit;

/// <summary>Instructions of one part of a SPIR-V module.</summary>
internal sealed class SpirvSection
{
    /// <summary>The words.</summary>
    public List<uint> Words { get; } = [];

    /// <summary>Appends an instruction.</summary>
    /// <param name="opcode">What.</param>
    /// <param name="operands">Its words.</param>
    public void Add(SpirvOpcode opcode, params ReadOnlySpan<uint> operands)
    {
        Words.Add(((uint)(operands.Length + 1) << 16) | (uint)opcode);
        foreach (uint operand in operands)
        {
            Words.Add(operand);
        }
    }

    /// <summary>A text as operand words: UTF-8 with a NUL, padded to whole words.</summary>
    public static uint[] Text(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var words = new uint[(bytes.Length / 4) + 1];
        for (int i = 0; i < bytes.Length; i++)
        {
            words[i / 4] |= (uint)bytes[i] << (8 * (i % 4));
        }

        return words;
    }
}
