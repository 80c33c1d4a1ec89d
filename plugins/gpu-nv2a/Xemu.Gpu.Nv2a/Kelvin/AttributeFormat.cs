namespace Xemu.Gpu.Nv2a;

/// <summary>How the words of an attribute method become four numbers.</summary>
internal enum AttributeFormat : byte
{
    /// <summary>A number a word; missing ones are 0, 0, 1.</summary>
    Float,

    /// <summary>Two signed numbers of 16 bits a word, as they are.</summary>
    Short,

    /// <summary>Two signed numbers of 16 bits a word, -1 to 1.</summary>
    NormalizedShort,

    /// <summary>Four bytes, 0 to 1.</summary>
    NormalizedByte,
}
