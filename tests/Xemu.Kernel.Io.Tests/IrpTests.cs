using Xemu.Kernel.Hle;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

/// <summary>I/O request packets: how they are made, and what the kernel's own devices do with them. Sending and completing them is guest code: tests/Xemu.Kernel.Programs.Tests.</summary>
public sealed class IrpTests : IDisposable
{
    private const uint Read = 2;
    private const uint Write = 3;

    private readonly TestDisk _disk = TestDisk.Create();
    private readonly IoMachine _machine;

    public IrpTests() => _machine = new IoMachine(_disk, new TestDrive(TestDisc.Create(new Dictionary<string, byte[]> { ["a"] = [1] }, new Dictionary<string, byte[]>())));

    private GuestMemory Memory => _machine.Memory;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void AllocateIrp_HasItsLocationsBehindIt()
    {
        uint irp = _machine.Call("IoAllocateIrp", 3);

        Assert.Equal((6, 0x68 + (3 * 0x24)), (Memory.Read16(irp), Memory.Read16(irp + 2)));
        Assert.Equal((3, 4), (Memory.Read8(irp + 0x18), Memory.Read8(irp + 0x19)));
        Assert.Equal(irp + 0x68 + (3 * 0x24), Memory.Read32(irp + 0x5C));
        Assert.Equal((irp + 8, irp + 8), (Memory.Read32(irp + 8), Memory.Read32(irp + 12)));
    }

    [Fact]
    public void BuildSynchronous_IsInItsThreadsList()
    {
        uint device = DeviceOf(@"\Device\Harddisk0\Partition0");
        uint offset = _machine.Take(8);
        Memory.Write64(offset, 0x1_0000_0200);

        uint irp = _machine.Call("IoBuildSynchronousFsdRequest", Read, device, 0x1000, 0x200, offset, 0x2000, _machine.Block);

        uint location = Memory.Read32(irp + 0x5C) - 0x24;
        Assert.Equal((2, 0x200U, 0x1_0000_0200UL), (Memory.Read8(location), Memory.Read32(location + 4), Memory.Read64(location + 12)));
        Assert.Equal((0x1000U, _machine.Block, 0x2000U), (Memory.Read32(irp + 0x30), Memory.Read32(irp + 0x1C), Memory.Read32(irp + 0x20)));
        Assert.Equal([irp + 8], _machine.Kernel.Lists.Entries(_machine.Kernel.Threads.Current + Kthread.IrpList));
    }

    [Fact]
    public void BuildAsynchronous_IsInNoList()
    {
        uint irp = _machine.Call("IoBuildAsynchronousFsdRequest", 6, DeviceOf(@"\Device\Harddisk0\Partition0"), 0, 0, 0, _machine.Block);

        Assert.NotEqual(0U, irp);
        Assert.Empty(_machine.Kernel.Lists.Entries(_machine.Kernel.Threads.Current + Kthread.IrpList));
    }

    [Fact]
    public void BuildControl_HasCodeAndBuffers()
    {
        uint device = DeviceOf(@"\Device\CdRom0");

        uint irp = _machine.Call("IoBuildDeviceIoControlRequest", 0x1234, device, 0x1000, 0x10, 0x2000, 0x20, 1, 0, 0);

        uint location = Memory.Read32(irp + 0x5C) - 0x24;
        Assert.Equal((11, 0x20U, 0x1000U, 0x10U, 0x1234U), (Memory.Read8(location), Memory.Read32(location + 4), Memory.Read32(location + 8), Memory.Read32(location + 12), Memory.Read32(location + 16)));
        Assert.Equal(0x2000U, Memory.Read32(irp + 0x30));
    }

    [Fact]
    public void Build_ForADeviceWithoutLocations_GivesNone()
    {
        uint device = _machine.Take(DeviceObject.Bytes);

        Assert.Equal(0U, _machine.Call("IoBuildAsynchronousFsdRequest", Read, device, 0, 0, 0, 0));
    }

    [Fact]
    public void MarkMustComplete_SetsTheBitOfTheLocation()
    {
        uint irp = _machine.Call("IoAllocateIrp", 1);
        Memory.Write32(irp + 0x5C, irp + 0x68);

        _machine.Call("IoMarkIrpMustComplete", irp);

        Assert.Equal(2, Memory.Read8(irp + 0x68 + 3));
    }

    [Fact]
    public void Disk_IsWrittenAndReadRaw()
    {
        uint device = DeviceOf(@"\Device\Harddisk0\Partition0");
        uint buffer = _machine.Take(0x400);
        Memory.Write32(buffer + 0x3FC, 0xCAFE);

        Assert.Equal(NtStatus.Success, Transfer(Write, device, buffer, 0x400, 0x1000, out uint written));
        Memory.Write32(buffer + 0x3FC, 0);
        Assert.Equal(NtStatus.Success, Transfer(Read, device, buffer, 0x400, 0x1000, out uint read));
        Assert.Equal((0x400U, 0x400U, 0xCAFEU), (written, read, Memory.Read32(buffer + 0x3FC)));
        Assert.Equal(NtStatus.InvalidParameter, Transfer(Read, device, buffer, 0x100, 0, out _));
        Assert.Equal(NtStatus.InvalidParameter, Transfer(Read, device, buffer, 0x200, 0x80, out _));
        Assert.Equal(NtStatus.EndOfFile, Transfer(Read, device, buffer, 0x200, _disk.SizeBytes, out _));
        Assert.Equal(NtStatus.InvalidParameter, Transfer(Write, device, buffer, 0x200, _disk.SizeBytes, out _));
        Assert.Equal(Fault, Transfer(Read, device, 0x10, 0x200, 0, out _));
    }

    [Fact]
    public void Disk_ByPages_IsReadIntoEach()
    {
        uint device = DeviceOf(@"\Device\Harddisk0\Partition0");
        uint pages = _machine.Kernel.System.Allocate(0x3000, PageTables.Present | PageTables.Writable, PageUse.SystemMemory);
        uint list = _machine.Take(8);
        Memory.Write32(list, pages + 0x2000);
        Memory.Write32(list + 4, pages);
        Memory.Fill(pages, 0x3000, 0x5A);
        _disk.Write(0x2000, Enumerable.Range(0, 0x2000).Select(static i => (byte)(i >> 12)).ToArray());
        uint irp = Build(Read, device, 0, 0x2000, 0x2000);
        Memory.Write32(irp + Irp.Flags, Irp.ScatterGatherOperation);
        Memory.Write32(irp + Irp.SegmentArray, list);

        Assert.Equal(NtStatus.Success, _machine.Send(device, irp, out uint count));

        Assert.Equal((0x2000U, (byte)1, (byte)0x5A, (byte)0), (count, Memory.Read8(pages), Memory.Read8(pages + 0x1000), Memory.Read8(pages + 0x2FFF)));
    }

    [Fact]
    public void Disc_IsReadOnlyByPackets()
    {
        uint device = DeviceOf(@"\Device\CdRom0");
        uint buffer = _machine.Take(0x800);

        Assert.Equal(NtStatus.Success, Transfer(Read, device, buffer, 0x800, 32 * 2048, out _));
        Assert.Equal(0x5243_494DU, Memory.Read32(buffer));
        Assert.Equal(NtStatus.MediaWriteProtected, Transfer(Write, device, buffer, 0x800, 0, out _));
    }

    [Fact]
    public void File_ByItsObject_IsReadAndAsked()
    {
        uint handle = _machine.Open(Disk + @"\f", CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1, 2, 3, 4], 0));
        _machine.Kernel.Objects.Find(handle, ObjectKind.File, out uint file);
        uint device = Memory.Read32(file + FileObject.Device);
        uint buffer = _machine.Take(0x40);

        Assert.Equal(NtStatus.Success, _machine.Send(device, OnFile(Build(Read, device, buffer, 2, 1), file), out uint count));
        Assert.Equal((2U, 0x0302U), (count, Memory.Read32(buffer)));
        uint query = Build(4, device, buffer, 0, 0);
        Memory.Write32(query + Irp.UserBuffer, buffer);
        uint location = Memory.Read32(query + Irp.StackLocation) - IrpStack.Bytes;
        Memory.Write32(location + IrpStack.Length, 0x18);
        Memory.Write32(location + IrpStack.InformationClass, 5);
        Assert.Equal(NtStatus.Success, _machine.Send(device, OnFile(query, file), out count));
        Assert.Equal((0x18U, 4UL), (count, Memory.Read64(buffer + 8)));
        Assert.Equal(NtStatus.FileClosed, _machine.Send(device, OnFile(Build(Read, device, buffer, 2, 1), _machine.Scratch), out _));
    }

    [Fact]
    public void Finish_WhereTheThreadHasEnded_FreesThePacket()
    {
        uint irp = _machine.Call("IoAllocateIrp", 1);

        _machine.Call("IrpFinish", irp, 0);

        Assert.Equal(irp, _machine.Call("IoAllocateIrp", 1));
    }

    [Fact]
    public void Abandon_LeavesThePacketsToTheirDrivers()
    {
        uint device = DeviceOf(@"\Device\Harddisk0\Partition0");
        uint irp = Build(Read, device, 0, 0, 0);
        uint thread = _machine.Kernel.Threads.Current;

        _machine.Kernel.Irps.Abandon(thread);

        Assert.Empty(_machine.Kernel.Lists.Entries(thread + Kthread.IrpList));
        Assert.Equal((1, 0U), (Memory.Read8(irp + Irp.Cancel), Memory.Read32(irp + Irp.Thread)));
        _machine.Call("IrpFinish", irp, 0);
    }

    [Fact]
    public void Drivers_OfTheKernel_ServeWhatTheyCan()
    {
        uint driver = Memory.Read32(DeviceOf(@"\Device\CdRom0") + DeviceObject.Driver);

        Assert.Equal(_machine.Kernel.Exports["IrpDispatch"].Address, Memory.Read32(driver + 12 + (Read * 4)));
        Assert.Equal(_machine.Kernel.Exports["IoInvalidDeviceRequest"].Address, Memory.Read32(driver + 12 + (11 * 4)));
    }

    private uint Transfer(uint function, uint device, uint buffer, uint length, ulong offset, out uint count) =>
        _machine.Send(device, Build(function, device, buffer, length, offset), out count);

    private uint Build(uint function, uint device, uint buffer, uint length, ulong offset)
    {
        uint mark = _machine.Mark;
        uint place = _machine.Take(8);
        Memory.Write64(place, offset);
        uint irp = _machine.Call("IoBuildSynchronousFsdRequest", function, device, buffer, length, place, 0, _machine.Block);
        _machine.Mark = mark;
        return irp;
    }

    private uint OnFile(uint irp, uint file)
    {
        Memory.Write32(Memory.Read32(irp + Irp.StackLocation) - IrpStack.Bytes + IrpStack.File, file);
        return irp;
    }

    private uint DeviceOf(string name) => _machine.Kernel.Objects.Lookup(0, name, followsLast: true).Object;
}
