using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A part of the register window, in whole 4 KiB pages.</summary>
internal interface INvBlock : IStateful
{
    /// <summary>Its name in documents: <c>PCRTC</c>.</summary>
    string Name { get; }

    /// <summary>First byte in the register window.</summary>
    uint Base { get; }

    /// <summary>Size in bytes.</summary>
    uint SizeBytes { get; }

    /// <summary>Whether the FIFO's thread touches it as well: accesses pass its gate.</summary>
    bool IsShared => false;

    /// <summary>Its bit of PMC_ENABLE; 0 where it has none.</summary>
    uint EnableBit => 0;

    /// <summary>Reads 1, 2 or 4 bytes.</summary>
    /// <param name="offset">From <see cref="Base"/>, a multiple of the width.</param>
    /// <param name="width">Bytes.</param>
    /// <param name="value">The value; 0 where there is nothing.</param>
    NvAccess Read(uint offset, int width, out uint value);

    /// <summary>Writes 1, 2 or 4 bytes.</summary>
    /// <param name="offset">From <see cref="Base"/>, a multiple of the width.</param>
    /// <param name="width">Bytes.</param>
    /// <param name="value">The value, zero-extended.</param>
    NvAccess Write(uint offset, int width, uint value);

    /// <summary>Power-on and reset alike.</summary>
    void Reset();
}
