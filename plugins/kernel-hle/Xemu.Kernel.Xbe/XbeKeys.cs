namespace Xemu.Kernel.Xbe;

/// <summary>The keys that the two encoded addresses are combined with by exclusive or.</summary>
/// <remarks>Source: xboxdevwiki "Xbe", entry point and kernel image thunk address; Chihiro's as Chihiro loaders in the open use them.</remarks>
internal static class XbeKeys
{
    /// <summary>All kinds, in the order in which they are tried.</summary>
    public static ReadOnlySpan<XbeKeyKind> All => [XbeKeyKind.Retail, XbeKeyKind.Debug, XbeKeyKind.Chihiro];

    /// <summary>The key of the entry point.</summary>
    public static uint Entry(XbeKeyKind kind) => kind switch
    {
        XbeKeyKind.Retail => 0xA8FC_57AB,
        XbeKeyKind.Debug => 0x9485_9D4B,
        _ => 0x40B5_C16E,
    };

    /// <summary>The key of the thunk table's address.</summary>
    public static uint Thunk(XbeKeyKind kind) => kind switch
    {
        XbeKeyKind.Retail => 0x5B6D_40B6,
        XbeKeyKind.Debug => 0xEFB1_F152,
        _ => 0x2290_059D,
    };
}
