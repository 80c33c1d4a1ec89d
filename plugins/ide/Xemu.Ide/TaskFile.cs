using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>The registers that carry a command's parameters. Each remembers the value before, which 48-bit commands use.</summary>
/// <remarks>Source: ATA/ATAPI-6 (T13 1410D), 6.19 for the 48-bit feature set.</remarks>
internal sealed class TaskFile : IStateful
{
    private readonly byte[] _now = new byte[8];
    private readonly byte[] _before = new byte[8];

    /// <summary>Features.</summary>
    public byte Features => _now[1];

    /// <summary>Sector count; interrupt reason for packet devices.</summary>
    public byte Count { get => _now[2]; set => _now[2] = value; }

    /// <summary>LBA 0 to 7, or the sector.</summary>
    public byte LbaLow { get => _now[3]; set => _now[3] = value; }

    /// <summary>LBA 8 to 15, or the cylinder's low byte; byte count for packet devices.</summary>
    public byte LbaMid { get => _now[4]; set => _now[4] = value; }

    /// <summary>LBA 16 to 23, or the cylinder's high byte; byte count for packet devices.</summary>
    public byte LbaHigh { get => _now[5]; set => _now[5] = value; }

    /// <summary>Device, LBA mode, LBA 24 to 27 or the head.</summary>
    public byte Device { get => _now[6]; set => _now[6] = value; }

    /// <summary>Whether the address is an LBA and not cylinder, head, sector.</summary>
    public bool IsLba => (Device & 0x40) != 0;

    /// <summary>Sector count of a 28-bit command: 0 stands for 256.</summary>
    public int Count28 => Count == 0 ? 256 : Count;

    /// <summary>Sector count of a 48-bit command: 0 stands for 65536.</summary>
    public int Count48 => (Count | (_before[2] << 8)) is 0 ? 65536 : Count | (_before[2] << 8);

    /// <summary>Address of a 28-bit command.</summary>
    public ulong Lba28
    {
        get => LbaLow | ((ulong)LbaMid << 8) | ((ulong)LbaHigh << 16) | ((ulong)(Device & 0x0F) << 24);
        set
        {
            LbaLow = (byte)value;
            LbaMid = (byte)(value >> 8);
            LbaHigh = (byte)(value >> 16);
            Device = (byte)((Device & 0xF0) | ((byte)(value >> 24) & 0x0F));
        }
    }

    /// <summary>Address of a 48-bit command.</summary>
    public ulong Lba48
    {
        get => LbaLow | ((ulong)LbaMid << 8) | ((ulong)LbaHigh << 16)
            | ((ulong)_before[3] << 24) | ((ulong)_before[4] << 32) | ((ulong)_before[5] << 40);
        set
        {
            LbaLow = (byte)value;
            LbaMid = (byte)(value >> 8);
            LbaHigh = (byte)(value >> 16);
            _before[3] = (byte)(value >> 24);
            _before[4] = (byte)(value >> 32);
            _before[5] = (byte)(value >> 40);
        }
    }

    /// <summary>Cylinder, head and sector.</summary>
    public (int Cylinder, int Head, int Sector) Chs
    {
        get => (LbaMid | (LbaHigh << 8), Device & 0x0F, LbaLow);
        set
        {
            LbaMid = (byte)value.Cylinder;
            LbaHigh = (byte)(value.Cylinder >> 8);
            Device = (byte)((Device & 0xF0) | (value.Head & 0x0F));
            LbaLow = (byte)value.Sector;
        }
    }

    /// <summary>Byte count of a packet command.</summary>
    public int ByteCount
    {
        get => LbaMid | (LbaHigh << 8);
        set
        {
            LbaMid = (byte)value;
            LbaHigh = (byte)(value >> 8);
        }
    }

    /// <summary>Reads a register.</summary>
    public byte Read(IdeRegister register, bool highOrder) => highOrder ? _before[(int)register & 7] : _now[(int)register & 7];

    /// <summary>Writes a register.</summary>
    public void Write(IdeRegister register, byte value)
    {
        _before[(int)register & 7] = _now[(int)register & 7];
        _now[(int)register & 7] = value;
    }

    /// <summary>Clears every register.</summary>
    public void Clear()
    {
        Array.Clear(_now);
        Array.Clear(_before);
    }

    /// <summary>Sets the registers that tell the kind of device.</summary>
    /// <param name="mid">LBA mid.</param>
    /// <param name="high">LBA high.</param>
    /// <param name="keepsSelection">Whether the device stays the selected one; else device 0 is (ATA-5, 9.1 and 9.12).</param>
    public void SetSignature(byte mid, byte high, bool keepsSelection)
    {
        Array.Clear(_before);
        Count = 1;
        LbaLow = 1;
        LbaMid = mid;
        LbaHigh = high;
        Device = (byte)(keepsSelection ? Device & 0x10 : 0);
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("now", _now);
        state.Bytes("before", _before);
    }
}
