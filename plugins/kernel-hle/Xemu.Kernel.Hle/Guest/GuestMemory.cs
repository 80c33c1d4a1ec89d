using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Xemu.Abstractions.Memory;

namespace Xemu.Kernel.Hle;

/// <summary>The guest's memory by linear address, as the kernel sees it: through the page tables, which lie in guest RAM.</summary>
/// <remarks>
/// Machine thread. An address that is not mapped, or a write to a page that is read-only, throws <see cref="GuestFaultException"/>. Accesses may cross pages.
/// Registers (anything that is not RAM) are reached through the bus. The bits Accessed and Dirty are left to the processor.
/// </remarks>
internal sealed class GuestMemory
{
    private const uint Present = 0x001;
    private const uint Writable = 0x002;
    private const uint LargePage = 0x080;
    private const uint PageMask = 0xFFF;
    private const uint LargeMask = 0x003F_FFFF;

    private readonly IAddressSpace _bus;

    /// <summary>Takes a machine's RAM and bus.</summary>
    public GuestMemory(GuestRam ram, IAddressSpace bus)
    {
        Ram = ram;
        _bus = bus;
    }

    /// <summary>RAM by physical address.</summary>
    public GuestRam Ram { get; }

    /// <summary>Translates an address.</summary>
    /// <returns>The physical address, or null.</returns>
    public uint? TryTranslate(uint address, bool isWrite)
    {
        uint directory = Ram.Read32(KernelLayout.PageDirectory + ((address >> 22) * 4));
        if ((directory & Present) == 0 || (isWrite && (directory & Writable) == 0))
        {
            return null;
        }

        if ((directory & LargePage) != 0)
        {
            return (directory & ~LargeMask) | (address & LargeMask);
        }

        uint table = directory & ~PageMask;
        if (table >= Ram.SizeBytes)
        {
            return null;
        }

        uint entry = Ram.Read32(table + ((address >> 12 & 0x3FF) * 4));
        return (entry & Present) == 0 || (isWrite && (entry & Writable) == 0) ? null : (entry & ~PageMask) | (address & PageMask);
    }

    /// <summary>Translates an address.</summary>
    /// <exception cref="GuestFaultException">There is no such page.</exception>
    public uint Translate(uint address, bool isWrite)
    {
        if (TryTranslate(address, isWrite) is { } physical)
        {
            return physical;
        }

        ThrowFault(address, isWrite);
        return 0;
    }

    /// <summary>Reads 32 bits.</summary>
    public uint Read32(uint address)
    {
        if ((address & PageMask) <= PageMask - 3)
        {
            uint physical = Translate(address, isWrite: false);
            return physical <= Ram.SizeBytes - 4 ? Ram.Read32(physical) : (uint)_bus.ReadValue(physical, 4);
        }

        Span<byte> bytes = stackalloc byte[4];
        Read(address, bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Writes 32 bits.</summary>
    public void Write32(uint address, uint value)
    {
        if ((address & PageMask) <= PageMask - 3)
        {
            uint physical = Translate(address, isWrite: true);
            if (physical <= Ram.SizeBytes - 4)
            {
                Ram.Write32(physical, value);
            }
            else
            {
                _bus.WriteValue(physical, 4, value);
            }

            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Write(address, bytes);
    }

    /// <summary>Reads 16 bits.</summary>
    public ushort Read16(uint address)
    {
        Span<byte> bytes = stackalloc byte[2];
        Read(address, bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>Writes 16 bits.</summary>
    public void Write16(uint address, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        Write(address, bytes);
    }

    /// <summary>Reads 8 bits.</summary>
    public byte Read8(uint address)
    {
        Span<byte> bytes = stackalloc byte[1];
        Read(address, bytes);
        return bytes[0];
    }

    /// <summary>Writes 8 bits.</summary>
    public void Write8(uint address, byte value) => Write(address, [value]);

    /// <summary>Reads 64 bits.</summary>
    public ulong Read64(uint address) => Read32(address) | ((ulong)Read32(address + 4) << 32);

    /// <summary>Writes 64 bits.</summary>
    public void Write64(uint address, ulong value)
    {
        Write32(address, (uint)value);
        Write32(address + 4, (uint)(value >> 32));
    }

    /// <summary>Reads bytes.</summary>
    public void Read(uint address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            uint physical = Translate(address, isWrite: false);
            int length = (int)Math.Min((uint)destination.Length, PageMask + 1 - (address & PageMask));
            if (physical < Ram.SizeBytes)
            {
                Ram.Read(physical, destination[..length]);
            }
            else
            {
                _bus.Read(physical, destination[..length]);
            }

            destination = destination[length..];
            address += (uint)length;
        }
    }

    /// <summary>Writes bytes.</summary>
    public void Write(uint address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            uint physical = Translate(address, isWrite: true);
            int length = (int)Math.Min((uint)source.Length, PageMask + 1 - (address & PageMask));
            if (physical < Ram.SizeBytes)
            {
                Ram.Write(physical, source[..length]);
            }
            else
            {
                _bus.Write(physical, source[..length]);
            }

            source = source[length..];
            address += (uint)length;
        }
    }

    /// <summary>Fills bytes.</summary>
    public void Fill(uint address, uint length, byte value)
    {
        Span<byte> piece = stackalloc byte[512];
        piece.Fill(value);
        while (length != 0)
        {
            int part = (int)Math.Min(length, (uint)piece.Length);
            Write(address, piece[..part]);
            address += (uint)part;
            length -= (uint)part;
        }
    }

    /// <summary>Throws unless a range can be read, or written.</summary>
    public void Probe(uint address, uint length, bool isWrite)
    {
        if (length == 0)
        {
            return;
        }

        uint last = address + length - 1;
        if (last < address)
        {
            ThrowFault(address, isWrite);
        }

        for (uint page = address & ~PageMask; ; page += PageMask + 1)
        {
            Translate(Math.Max(page, address), isWrite);
            if (page == (last & ~PageMask))
            {
                return;
            }
        }
    }

    /// <summary>Reads Latin-1 text up to a NUL.</summary>
    /// <param name="address">Where it starts.</param>
    /// <param name="maximum">Most characters.</param>
    public string ReadText(uint address, int maximum)
    {
        var text = new StringBuilder();
        for (byte character; text.Length < maximum && (character = Read8(address)) != 0; address++)
        {
            text.Append((char)character);
        }

        return text.ToString();
    }

    [DoesNotReturn]
    private static void ThrowFault(uint address, bool isWrite) => throw new GuestFaultException(address, isWrite);
}
