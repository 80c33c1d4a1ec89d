namespace Xemu.Machine;

/// <summary>The kind of a field in saved state.</summary>
internal enum StateTag : byte
{
    End,
    Bool,
    Byte,
    UInt16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Bytes,
    Words,
    Blob,
    Text,
    Timer,
    Part,
    Subsection,
}
