using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.Ide.Tests;

/// <summary>A machine with the controller, a disk and a DVD drive, driven through its ports as a guest would.</summary>
internal sealed class IdeBench : IDisposable, IInterruptController, IPciSlot
{
    public const ulong BusMaster = 0xFF60;
    public const byte Busy = 0x80;
    public const byte Ready = 0x40;
    public const byte Fault = 0x20;
    public const byte DataRequest = 0x08;
    public const byte Error = 0x01;
    private readonly bool _ownsMachine;

    public IdeBench(IBlockDevice? disk = null, IBlockDevice? disc = null, IdeDiskOptions? diskOptions = null, TestMachine? machine = null, bool hasDvd = true)
    {
        _ownsMachine = machine is null;
        Machine = machine ?? new TestMachine(4 << 20);
        Machine.Id = "ide";
        Controller = new IdeController(new IdeControllerOptions { Interrupts = this }, Machine);
        Machine.Id = "hdd";
        Disk = new IdeDisk((diskOptions ?? new IdeDiskOptions()) with { Medium = disk ?? TestMedium.Numbered(1 << 20) }, Machine);
        Machine.Id = "dvd";
        Dvd = new IdeDvd(new IdeDvdOptions { Medium = disc }, Machine);
        Controller.AttachPci(this);
        PciBar bar = Controller.Definition.Bars[0];
        Machine.Ports.MapIo("bus-master", bar.ResetAddress, bar.SizeBytes, bar.Handler!);
        Controller.Attach("hdd", Disk, new IdeUnit(IsSlave: false));
        if (hasDvd)
        {
            Controller.Attach("dvd", Dvd, new IdeUnit(IsSlave: true));
        }

        Controller.Wire();
        Reset(ResetKind.Cold);
    }

    public TestMachine Machine { get; }

    public IdeController Controller { get; }

    public IdeDisk Disk { get; }

    public IdeDvd Dvd { get; }

    public int LineCount => 16;

    public bool IrqLevel { get; private set; }

    public int IrqNumber { get; private set; } = -1;

    public int IrqEdges { get; private set; }

    public IInterruptLine Interrupt => throw new InvalidOperationException("The line of the controller is used.");

    public IAddressSpace Dma => Machine.Memory;

    public byte Status => In(0x1F7);

    public byte AlternateStatus => In(0x3F6);

    public ulong? BarAddress(int index) => BusMaster;

    public IInterruptLine CreateLine(int number)
    {
        IrqNumber = number;
        return new Line(this);
    }

    public void Reset(ResetKind kind)
    {
        Controller.Reset(kind);
        Disk.Reset(kind);
        Dvd.Reset(kind);
    }

    public byte In(ulong port) => (byte)Machine.Ports.ReadValue(port, 1);

    public void Out(ulong port, byte value) => Machine.Ports.WriteValue(port, 1, value);

    public void Select(bool isSlave, byte more = 0) => Out(0x1F6, (byte)(0xA0 | (isSlave ? 0x10 : 0) | more));

    /// <summary>Gives a command with a 28-bit address.</summary>
    public void Command(byte command, uint lba = 0, byte count = 0, byte features = 0, bool isSlave = false)
    {
        Select(isSlave, (byte)(0x40 | ((lba >> 24) & 0x0F)));
        Out(0x1F1, features);
        Out(0x1F2, count);
        Out(0x1F3, (byte)lba);
        Out(0x1F4, (byte)(lba >> 8));
        Out(0x1F5, (byte)(lba >> 16));
        Out(0x1F7, command);
    }

    /// <summary>Gives a command with a 48-bit address.</summary>
    public void CommandExt(byte command, ulong lba, int count)
    {
        Select(isSlave: false, 0x40);
        for (int shift = 24; shift >= 0; shift -= 24)
        {
            Out(0x1F2, (byte)(count >> (shift == 0 ? 0 : 8)));
            Out(0x1F3, (byte)(lba >> shift));
            Out(0x1F4, (byte)(lba >> (shift + 8)));
            Out(0x1F5, (byte)(lba >> (shift + 16)));
        }

        Out(0x1F7, command);
    }

    /// <summary>Lets time pass until the drive is not busy, as a guest that polls.</summary>
    public byte Wait()
    {
        for (int i = 0; i < 100_000 && (AlternateStatus & Busy) != 0; i++)
        {
            Machine.Advance(1_000);
        }

        return Status;
    }

    /// <summary>Lets time pass until the interrupt, and acknowledges it.</summary>
    public byte WaitForInterrupt()
    {
        for (int i = 0; i < 1_000_000 && !IrqLevel; i++)
        {
            Machine.Advance(1_000);
        }

        Assert.True(IrqLevel, "No interrupt came.");
        byte status = Status;
        Assert.False(IrqLevel, "Reading the status did not acknowledge the interrupt.");
        return status;
    }

    public byte[] ReadData(int bytes)
    {
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i += 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(i), (ushort)Machine.Ports.ReadValue(0x1F0, 2));
        }

        return data;
    }

    public void WriteData(ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i += 2)
        {
            Machine.Ports.WriteValue(0x1F0, 2, BinaryPrimitives.ReadUInt16LittleEndian(data[i..]));
        }
    }

    /// <summary>Writes a table of regions to memory.</summary>
    public void PlaceTable(ulong at, params (uint Address, uint Control)[] regions)
    {
        for (int i = 0; i < regions.Length; i++)
        {
            Machine.Memory.WriteValue(at + (ulong)(i * 8), 4, regions[i].Address);
            Machine.Memory.WriteValue(at + (ulong)(i * 8) + 4, 4, regions[i].Control);
        }
    }

    public void StartBusMaster(uint table, bool toMemory)
    {
        Machine.Ports.WriteValue(BusMaster + 4, 4, table);
        Out(BusMaster + 2, 0x06);
        Out(BusMaster, (byte)(toMemory ? 8 : 0));
        Out(BusMaster, (byte)(toMemory ? 9 : 1));
    }

    /// <summary>Sends a packet to the DVD drive.</summary>
    public void Packet(ReadOnlySpan<byte> packet, int byteLimit = 0xFFFE, bool dma = false)
    {
        Select(isSlave: true);
        Out(0x1F1, (byte)(dma ? 1 : 0));
        Out(0x1F4, (byte)byteLimit);
        Out(0x1F5, (byte)(byteLimit >> 8));
        Out(0x1F7, 0xA0);
        Assert.Equal(DataRequest, (byte)(Wait() & (DataRequest | Error)));
        Assert.Equal(1, In(0x1F2) & 3);
        Span<byte> whole = stackalloc byte[12];
        packet.CopyTo(whole);
        WriteData(whole);
    }

    /// <summary>Sends a packet and takes its data by PIO.</summary>
    public byte[] PacketIn(ReadOnlySpan<byte> packet, int byteLimit = 0xFFFE)
    {
        Packet(packet, byteLimit);
        var data = new List<byte>();
        while (((Wait() & DataRequest) != 0))
        {
            Assert.Equal(2, In(0x1F2) & 3);
            int length = In(0x1F4) | (In(0x1F5) << 8);
            Assert.InRange(length, 1, byteLimit);
            data.AddRange(ReadData((length + 1) & ~1).Take(length));
        }

        Assert.Equal(3, In(0x1F2) & 3);
        return [.. data];
    }

    /// <summary>The sense data of the last packet: key, code, qualifier.</summary>
    public (int Key, int Code, int Qualifier) TakeSense()
    {
        byte[] data = PacketIn([0x03, 0, 0, 0, 18]);
        return (data[2], data[12], data[13]);
    }

    public byte[] Save() => [.. All().SelectMany(static s => Prefixed(StateBytes.Save(s)))];

    public void Load(byte[] state)
    {
        int at = 0;
        foreach (IStateful part in All())
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(state.AsSpan(at));
            StateBytes.Load(part, state[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }
    }

    public void Dispose()
    {
        Controller.Dispose();
        Disk.Dispose();
        Dvd.Dispose();
        if (_ownsMachine)
        {
            Machine.Dispose();
        }
    }

    private static byte[] Prefixed(byte[] state) => [.. BitConverter.GetBytes(state.Length), .. state];

    private IEnumerable<IStateful> All() => [Controller, Disk, Dvd];

    private sealed class Line(IdeBench bench) : IInterruptLine
    {
        public void SetLevel(bool level)
        {
            bench.IrqEdges += level && !bench.IrqLevel ? 1 : 0;
            bench.IrqLevel = level;
        }
    }
}
