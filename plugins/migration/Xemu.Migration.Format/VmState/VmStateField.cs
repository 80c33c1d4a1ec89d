namespace Xemu.Migration.Format;

/// <summary>One described field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">QEMU's type word: <c>uint32</c>, <c>buffer</c>, <c>struct</c> and others; what is unknown is taken as bytes.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Count">Elements; 1 for what is no array.</param>
/// <param name="IsArray">Whether the description says <c>array_len</c>.</param>
/// <param name="Index">Which element of an array that is described element by element; -1 for none.</param>
/// <param name="Struct">What it is made of, for a struct.</param>
public sealed record VmStateField(string Name, string Type, long Size, int Count, bool IsArray, int Index, VmStateStruct? Struct);
