using Xemu.Kernel.Hle;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

public sealed class TransferTests : IDisposable
{
    private const string File = Disk + @"\f";
    private const long UsePosition = -2;
    private const long AtEnd = -1;

    private readonly TestDisk _disk = TestDisk.Create();
    private readonly IoMachine _machine;

    public TransferTests() => _machine = new IoMachine(_disk, new TestDrive(TestDisc.Create(new Dictionary<string, byte[]> { ["a"] = [.. Enumerable.Range(0, 5000).Select(static i => (byte)i)] }, new Dictionary<string, byte[]>())));

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Synchronous_Position_FollowsEveryTransfer()
    {
        uint handle = _machine.Open(File, CreateNew);

        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1, 2, 3, 4]));
        Assert.Equal(4, PositionOf(handle));
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [9], 1));
        Assert.Equal(2, PositionOf(handle));
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 1, out byte[] one, UsePosition));
        Assert.Equal([3], one);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [5], AtEnd));
        Assert.Equal(5, PositionOf(handle));
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 14, [1, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 100, out byte[] rest));
        Assert.Equal([9, 3, 4, 5], rest);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 14, [0, 0, 0, 0, 0, 0, 0, 0x80]));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Read(handle, 1, out _, -3));
    }

    [Fact]
    public void Asynchronous_WithoutAnOffset_IsRefused()
    {
        uint handle = _machine.Open(File, CreateNew, options: 0);

        Assert.Equal(NtStatus.InvalidParameter, _machine.Write(handle, [1]));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Write(handle, [1], UsePosition));
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1, 2], 0));
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [3], AtEnd));
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 8, out byte[] bytes, 0));
        Assert.Equal([1, 2, 3], bytes);
        Assert.Equal(0, PositionOf(handle));
    }

    [Fact]
    public void Write_PastTheEnd_LeavesZeros()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1]));

        Assert.Equal(NtStatus.Success, _machine.Write(handle, [2], 70_000));

        byte[] content = _machine.Content(File);
        Assert.Equal(70_001, content.Length);
        Assert.Equal((1, 2), (content[0], content[^1]));
        Assert.All(content[1..^1], static b => Assert.Equal(0, b));
    }

    [Fact]
    public void Write_AppendOnly_GoesToTheEnd()
    {
        _machine.Close(_machine.Open(File, CreateNew));
        Assert.Equal(NtStatus.Success, _machine.Create(File, 4, OpenExisting, out uint handle));

        Assert.Equal(NtStatus.Success, _machine.Write(handle, [1, 2], 0));
        Assert.Equal(NtStatus.Success, _machine.Write(handle, [3], 0));
        Assert.Equal(NtStatus.AccessDenied, _machine.Read(handle, 1, out _, 0));
        _machine.Close(handle);

        Assert.Equal([1, 2, 3], _machine.Content(File));
    }

    [Fact]
    public void Write_WithoutTheRight_IsRefused()
    {
        _machine.Close(_machine.Open(File, CreateNew));
        uint handle = _machine.Open(File, access: GenericRead);

        Assert.Equal(NtStatus.AccessDenied, _machine.Write(handle, [1]));
        Assert.Equal(NtStatus.AccessDenied, _machine.Set(handle, 20, new byte[8]));
    }

    [Fact]
    public void Write_MoreThanFits_WritesNothing()
    {
        uint handle = _machine.Open(File, CreateNew);
        uint place = _machine.Take(8);
        _machine.Memory.Write64(place, 0x1_0000_0000 - 0x1_8000);
        uint free = FreeClusters();

        // The file would be nearly 4 GiB; the partition has room for that, but not for what lies beyond.
        Assert.Equal(NtStatus.DiskFull, _machine.Call("NtWriteFile", handle, 0, 0, 0, _machine.Block, _machine.Scratch, 0x2_0000, place));
        Assert.Equal(NtStatus.DiskFull, _machine.Write(handle, [1], 0x1_0000_0000));
        Assert.Equal(free, FreeClusters());
        Assert.Empty(_machine.Content(File));
    }

    [Fact]
    public void Transfer_LargeAndUnaligned_ArrivesWhole()
    {
        uint handle = _machine.Open(File, CreateNew);
        byte[] bytes = new byte[200_001];
        new Random(1).NextBytes(bytes);

        Assert.Equal(NtStatus.Success, _machine.Write(handle, bytes, 777));
        Assert.Equal((uint)bytes.Length, _machine.Information);
        Assert.Equal(NtStatus.Success, _machine.Read(handle, bytes.Length + 5, out byte[] back, 777));

        Assert.Equal(bytes, back);
    }

    [Fact]
    public void Unbuffered_TransfersOfPartsOfSectors_AreRefused()
    {
        uint handle = _machine.Open(File, CreateNew, SyncNonalert | NoBuffering);

        Assert.Equal(NtStatus.InvalidParameter, _machine.Write(handle, new byte[100], 0));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Write(handle, new byte[512], 100));
        Assert.Equal(NtStatus.Success, _machine.Write(handle, new byte[1024], 0));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 14, [1, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(NtStatus.Success, _machine.Set(handle, 20, [0x58, 2, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 1024, out byte[] bytes, 0));
        Assert.Equal(600, bytes.Length);
    }

    [Fact]
    public void UnbufferedTransfer_OnAnAsynchronousHandle_AnswersPendingAndIsDone()
    {
        uint handle = _machine.Open(File, CreateNew, NoBuffering);

        Assert.Equal(NtStatus.Pending, _machine.Write(handle, new byte[1024], 0));
        Assert.Equal(NtStatus.Success, _machine.Memory.Read32(_machine.Block));
        Assert.Equal(1024u, _machine.Information);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Write(handle, new byte[100], 0));
        Assert.Equal(NtStatus.Pending, _machine.Call("NtReadFile", handle, 0, 0, 0, _machine.Block, _machine.Scratch, 512, _machine.Take(8)));
        Assert.Equal(512u, _machine.Information);
    }

    [Fact]
    public void ScatterAndGather_MoveThePagesOfTheirArrays()
    {
        uint handle = _machine.Open(File, CreateNew, SyncNonalert | NoBuffering);
        uint pages = _machine.Kernel.Pool.AllocateZeroed(0x4000, 0);
        uint segments = _machine.Take(12);
        uint offset = _machine.Take(8);
        for (uint i = 0; i < 3; i++)
        {
            _machine.Memory.Write32(segments + (4 * i), pages + ((2 - i) * 0x1000));
            _machine.Memory.Fill(pages + (i * 0x1000), 0x1000, (byte)(i + 1));
        }

        Assert.Equal(NtStatus.Success, _machine.Call("NtWriteFileGather", handle, 0, 0, 0, _machine.Block, segments, 0x2200, offset));
        _machine.Memory.Fill(pages, 0x3000, 0);
        Assert.Equal(NtStatus.Success, _machine.Call("NtReadFileScatter", handle, 0, 0, 0, _machine.Block, segments, 0x3000, offset));

        Assert.Equal(0x2200u, _machine.Information);
        Assert.Equal((1, 2, 3), (_machine.Memory.Read8(pages), _machine.Memory.Read8(pages + 0x1000), _machine.Memory.Read8(pages + 0x2000)));
        Assert.Equal((1, 0), (_machine.Memory.Read8(pages + 0x1FF), _machine.Memory.Read8(pages + 0x200)));
        uint buffered = _machine.Open(File, access: GenericRead);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Call("NtReadFileScatter", buffered, 0, 0, 0, _machine.Block, segments, 0x1000, offset));
        Assert.Equal(Fault, _machine.Call("NtReadFileScatter", handle, 0, 0, 0, _machine.Block, 0x10, 0x1000, offset));
    }

    [Fact]
    public void Completion_Event_IsSetAndTheFilesOwnStaysWithoutOne()
    {
        uint handle = _machine.Open(File, CreateNew, options: 0);
        Assert.Equal(NtStatus.Success, _machine.Kernel.Objects.Find(handle, ObjectKind.File, out uint obj));
        uint signal = NewEvent();
        Assert.Equal(NtStatus.Success, _machine.Kernel.Objects.Find(signal, ObjectKind.Event, out uint eventObject));
        uint zero = _machine.Take(8);

        Assert.Equal(NtStatus.Success, _machine.Call("NtWriteFile", handle, signal, 0, 0, _machine.Block, _machine.Scratch, 4, zero));
        Assert.Equal((1, 0), (_machine.Kernel.Dispatcher.SignalOf(eventObject), _machine.Kernel.Dispatcher.SignalOf(obj + 0x3C)));
        Assert.Equal(NtStatus.Success, _machine.Call("NtWriteFile", handle, 0, 0, 0, _machine.Block, _machine.Scratch, 4, zero));
        Assert.Equal(1, _machine.Kernel.Dispatcher.SignalOf(obj + 0x3C));

        // An error is the caller's alone.
        _machine.Memory.Write64(zero, 100);
        _machine.Memory.Write32(_machine.Block, 0x1234);
        Assert.Equal(NtStatus.EndOfFile, _machine.Call("NtReadFile", handle, signal, 0, 0, _machine.Block, _machine.Scratch, 4, zero));
        Assert.Equal(0, _machine.Kernel.Dispatcher.SignalOf(eventObject));
        Assert.Equal(0x1234u, _machine.Memory.Read32(_machine.Block));
        Assert.Equal(NtStatus.InvalidHandle, _machine.Call("NtReadFile", handle, 0x4000, 0, 0, _machine.Block, _machine.Scratch, 4, zero));
        Assert.Equal(NtStatus.ObjectTypeMismatch, _machine.Call("NtReadFile", handle, handle, 0, 0, _machine.Block, _machine.Scratch, 4, zero));
    }

    [Fact]
    public void Completion_Apc_IsQueuedToTheCaller()
    {
        uint handle = _machine.Open(File, CreateNew);
        uint thread = _machine.Kernel.Threads.Current;

        Assert.Equal(NtStatus.Success, _machine.Call("NtWriteFile", handle, 0, 0x8123_4560, 0x77, _machine.Block, _machine.Scratch, 4, 0));

        Assert.True(_machine.Kernel.Apcs.HasUserApc(thread));
        uint apc = _machine.Memory.Read32(thread + Kthread.ApcList + 8) - 8;
        Assert.Equal((0x8123_4560u, 0x77u, _machine.Block), (_machine.Memory.Read32(apc + 24), _machine.Memory.Read32(apc + 28), _machine.Memory.Read32(apc + 32)));
    }

    [Fact]
    public void Completion_Port_GetsAPacketOfEachRequestThatAsks()
    {
        uint handle = _machine.Open(File, CreateNew, options: 0);
        uint place = _machine.Take(4);
        uint zero = _machine.Take(8);
        Assert.Equal(NtStatus.Success, _machine.Call("NtCreateIoCompletion", place, 0x1F_0003, 0, 0));
        uint port = _machine.Memory.Read32(place);
        byte[] info = [.. BitConverter.GetBytes(port), 0xAA, 0, 0, 0];

        Assert.Equal(NtStatus.Success, _machine.Set(handle, 30, info));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(handle, 30, info));
        Assert.Equal(NtStatus.Success, _machine.Call("NtWriteFile", handle, 0, 0, 0x55, _machine.Block, _machine.Scratch, 4, zero));
        Assert.Equal(NtStatus.Success, _machine.Call("NtWriteFile", handle, 0, 0, 0, _machine.Block, _machine.Scratch, 4, zero));
        Assert.Equal(NtStatus.InvalidParameter, _machine.Call("NtWriteFile", handle, 0, 0x8123_4560, 0, _machine.Block, _machine.Scratch, 4, zero));

        uint results = _machine.Take(16);
        Assert.Equal(NtStatus.Success, _machine.Call("NtQueryIoCompletion", port, place));
        Assert.Equal(1u, _machine.Memory.Read32(place));
        Assert.Equal(NtStatus.Success, _machine.Call("NtRemoveIoCompletion", port, results, results + 4, results + 8, zero));
        Assert.Equal((0xAAu, 0x55u, 0u, 4u), (_machine.Memory.Read32(results), _machine.Memory.Read32(results + 4), _machine.Memory.Read32(results + 8), _machine.Memory.Read32(results + 12)));
        uint synchronous = _machine.Open(File);
        Assert.Equal(NtStatus.InvalidParameter, _machine.Set(synchronous, 30, info));
        _machine.Close(port);
        _machine.Close(handle);
    }

    [Fact]
    public void ApcDispatcher_CallsTheRoutineWithWin32Arguments()
    {
        _machine.Memory.Write32(_machine.Block, 0);
        _machine.Memory.Write32(_machine.Block + 4, 77);
        uint frame = _machine.Stack + 0x400;
        _machine.Memory.Write32(frame + TrapFrame.Code, TrapCode.Export + (uint)_machine.Kernel.Exports["NtUserIoApcDispatcher"].Ordinal);
        uint arguments = frame + TrapFrame.Bytes;
        _machine.Memory.Write32(arguments, 0x8001_2345);
        _machine.Memory.Write32(arguments + 4, 0x8123_4560);
        _machine.Memory.Write32(arguments + 8, _machine.Block);

        _machine.Kernel.Traps.OnTrap(frame);

        Assert.Equal(frame, _machine.Memory.Read32(ResumeSlot.Frame));
        Assert.Equal(0x8123_4560u, _machine.Memory.Read32(frame + TrapFrame.Eip));
        Assert.Equal((0x8001_2345u, 0u), (_machine.Memory.Read32(arguments), _machine.Memory.Read32(arguments + 4)));
        Assert.Equal((77u, _machine.Block), (_machine.Memory.Read32(arguments + 8), _machine.Memory.Read32(arguments + 12)));
    }

    [Fact]
    public void Read_FromADisc_AtAnyOffset()
    {
        uint handle = _machine.Open(@"\Device\CdRom0\a", access: GenericRead);

        Assert.Equal(NtStatus.Success, _machine.Read(handle, 10, out byte[] middle, 2045));
        Assert.Equal([253, 254, 255, 0, 1, 2, 3, 4, 5, 6], middle);
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 100, out byte[] last, 4990));
        Assert.Equal(10, last.Length);
        Assert.Equal(NtStatus.EndOfFile, _machine.Read(handle, 1, out _, 5000));
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 0, out _, 5000));
    }

    [Fact]
    public void Transfer_BrokenDisk_IsTold()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, new byte[100_000]));

        _disk.Remaining = 0;
        Assert.Equal(NtStatus.IoDeviceError, _machine.Write(handle, [1]));
        _disk.Remaining = int.MaxValue;
        _disk.IsBroken = true;
        Assert.Equal(NtStatus.IoDeviceError, _machine.Read(handle, 70_000, out _, 0));
        _disk.IsBroken = false;
        Assert.Equal(NtStatus.Success, _machine.Read(handle, 70_000, out _, 0));
    }

    [Fact]
    public void Transfer_WildPlaces_FaultAndLeakNothing()
    {
        uint handle = _machine.Open(File, CreateNew);
        Assert.Equal(NtStatus.Success, _machine.Write(handle, new byte[100]));
        uint zero = _machine.Take(8);

        foreach (uint buffer in new uint[] { 0, 0x7FFE_F000, 0xFFFF_FFFF, 0x83FF_FFF6 })
        {
            Assert.Equal(Fault, _machine.Call("NtReadFile", handle, 0, 0x8000_0000, 0, _machine.Block, buffer, 100, zero));
        }

        Assert.Equal(Fault, _machine.Call("NtWriteFile", handle, 0, 0, 0, _machine.Block, _machine.Scratch, uint.MaxValue, zero));
        Assert.Equal(Fault, _machine.Call("NtReadFile", handle, 0, 0, 0, _machine.Block, _machine.Scratch, 1, 0x10));
        Assert.Equal(Fault, _machine.Call("NtReadFile", handle, 0, 0, 0, 0x10, _machine.Scratch, 1, zero));
        Assert.Equal(NtStatus.InvalidHandle, _machine.Call("NtReadFile", 0x12344, 0, 0, 0, _machine.Block, _machine.Scratch, 1, zero));
        Assert.False(_machine.Kernel.Apcs.HasUserApc(_machine.Kernel.Threads.Current));
        Assert.Equal(new byte[100], _machine.Content(File));
    }

    private uint NewEvent()
    {
        uint place = _machine.Take(4);
        Assert.Equal(NtStatus.Success, _machine.Call("NtCreateEvent", place, 0, 0, 0));
        return _machine.Memory.Read32(place);
    }

    private long PositionOf(uint handle)
    {
        Assert.Equal(NtStatus.Success, _machine.Query(handle, 14, 8, out byte[] bytes));
        return BitConverter.ToInt64(bytes);
    }

    private uint FreeClusters() => _disk.Mount(1).FreeClusters;
}
