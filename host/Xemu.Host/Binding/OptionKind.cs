namespace Xemu.Host;

/// <summary>What an option holds.</summary>
internal enum OptionKind
{
    Text,
    Flag,
    Integer,
    Number,
    Enumeration,
    Quantity,
    Path,
    Date,
    Record,
    Reference,
}
