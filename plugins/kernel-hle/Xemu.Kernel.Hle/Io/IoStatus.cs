namespace Xemu.Kernel.Hle;

/// <summary>Status codes that only the I/O manager answers. Source: Microsoft [MS-ERREF] 2.3.</summary>
internal static class IoStatus
{
    public const uint VerifyRequired = 0x8000_0016;

    /// <summary>Whether a request that fails with a status tells it to its caller alone: no status block, no event, no APC, as NT's NT_ERROR.</summary>
    public static bool IsError(uint status) => status >= 0xC000_0000;
}
