namespace Xemu.Kernel.Hle;

/// <summary>What the platform knows of a routine that it has called, eight words on the guest's stack above the routine's arguments.</summary>
/// <param name="Kind">Which kind of routine.</param>
/// <param name="Frame">The trap frame that goes on afterwards.</param>
/// <param name="A">By kind.</param>
/// <param name="B">By kind.</param>
/// <param name="C">By kind.</param>
/// <param name="D">By kind.</param>
/// <param name="E">By kind.</param>
/// <param name="F">By kind.</param>
internal readonly record struct CallbackRecord(CallbackKind Kind, uint Frame, uint A = 0, uint B = 0, uint C = 0, uint D = 0, uint E = 0, uint F = 0)
{
    /// <summary>Size in guest memory.</summary>
    public const uint Bytes = 32;

    /// <summary>Byte offset of <see cref="A"/>.</summary>
    public const uint OffsetA = 8;
}
