namespace Xemu.Abstractions.Devices;

/// <summary>One 32-bit register of a block: a row of the table that drives dispatch, reset, masks, traces, coverage and tests.</summary>
/// <typeparam name="TDevice">The block's class.</typeparam>
/// <param name="Name">The vendor's name, so that a search for it lands: <c>NV_PCRTC_INTR_0</c>.</param>
/// <param name="Offset">Byte offset in the block, a multiple of 4.</param>
public sealed record RegisterDefinition<TDevice>(string Name, uint Offset)
{
    /// <summary>Value after a reset.</summary>
    public uint Reset { get; init; }

    /// <summary>Bits that a write stores.</summary>
    public uint Writable { get; init; }

    /// <summary>Bits that a write of one clears.</summary>
    public uint WriteOneToClear { get; init; }

    /// <summary>Computes the value on reading, instead of the stored one.</summary>
    public Func<TDevice, uint, uint>? Read { get; init; }

    /// <summary>The side effect of a write, after the masks: gets the value as the guest wrote it.</summary>
    public Action<TDevice, uint>? AfterWrite { get; init; }

    /// <summary>What is known but not done, or unverified; shown in the register documentation.</summary>
    public string? Note { get; init; }
}
