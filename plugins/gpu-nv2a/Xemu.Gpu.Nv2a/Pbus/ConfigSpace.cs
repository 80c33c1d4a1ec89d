using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Configuration space from 0x40 on: power management and AGP; what else there is only stores.</summary>
/// <remarks>
/// The capabilities are those that lspci names on the console (60: power management 2, 44: AGP 2.0), where envytools rnndb/bus/pbus.xml mirrors them. What they can do is
/// not modelled: nothing sleeps, and memory is near in any case. Their numbers: the PCI and AGP specifications; which speeds the part names: unverified.
/// </remarks>
internal sealed class ConfigSpace : IStateful
{
    /// <summary>Offset of the first capability.</summary>
    public const byte First = PowerManagement;

    private const int Start = 0x40;
    private const byte Agp = 0x44;
    private const byte PowerManagement = 0x60;

    /// <summary>Words that have a value, and what of them can be written.</summary>
    private static readonly (int Offset, uint Value, uint Writable)[] Words =
    [
        (Agp, 0x0020_0002, 0),
        (Agp + 4, 0x1F00_0007, 0),
        (Agp + 8, 0, 0x1F00_0317),
        (PowerManagement, 0x0002_0001 | (Agp << 8), 0),
        (PowerManagement + 4, 0, 0x0000_0003),
    ];

    private readonly byte[] _bytes = new byte[0xC0];

    public byte Read(int offset) => _bytes[offset - Start];

    public void Write(int offset, byte value)
    {
        byte mask = MaskOf(offset, out byte fixedBits);
        _bytes[offset - Start] = (byte)((value & mask) | fixedBits);
    }

    public void Reset()
    {
        Array.Clear(_bytes);
        AfterRestore();
    }

    public void DescribeState(IStateVisitor state) => state.Bytes("config", _bytes);

    /// <summary>A file cannot change what no guest could; states of older versions have no capabilities.</summary>
    public void AfterRestore()
    {
        foreach ((int offset, _, _) in Words)
        {
            for (int i = offset; i < offset + 4; i++)
            {
                Write(i, Read(i));
            }
        }
    }

    /// <summary>What of a byte can be written.</summary>
    private static byte MaskOf(int offset, out byte fixedBits)
    {
        foreach ((int first, uint value, uint writable) in Words)
        {
            if (offset >= first && offset < first + 4)
            {
                int shift = (offset - first) * 8;
                fixedBits = (byte)((value & ~writable) >> shift);
                return (byte)(writable >> shift);
            }
        }

        fixedBits = 0;
        return 0xFF;
    }
}
