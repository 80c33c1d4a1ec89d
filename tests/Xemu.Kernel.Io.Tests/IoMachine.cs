using System.Text;
using Xemu.Abstractions.Media;
using Xemu.Kernel.Hle;
using Xemu.Testing;

namespace Xemu.Kernel.Io.Tests;

/// <summary>A kernel without a processor: a test puts arguments on a guest stack and makes the call that the export's stub would make.</summary>
internal sealed class IoMachine : IDisposable
{
    public const uint Synchronize = 0x0010_0000;
    public const uint GenericRead = 0x8000_0000;
    public const uint GenericWrite = 0x4000_0000;
    public const uint DeleteRight = 0x0001_0000;
    public const uint SyncNonalert = 0x20;
    public const uint DirectoryFile = 1;
    public const uint NonDirectory = 0x40;
    public const uint NoBuffering = 8;
    public const uint DeleteOnClose = 0x1000;
    public const uint ShareAll = 7;
    public const uint Supersede = 0;
    public const uint OpenExisting = 1;
    public const uint CreateNew = 2;
    public const uint OpenIf = 3;
    public const uint Overwrite = 4;
    public const uint OverwriteIf = 5;

    /// <summary>What a call comes to that touched memory which is not there.</summary>
    public const uint Fault = 0xFFFF_FFFF;

    public const string Disk = @"\Device\Harddisk0\Partition1";

    private const uint StubReturn = 0x1111_1111;
    private const uint ScratchBytes = 0x8_0000;

    private readonly TestMachine _machine = new(64 << 20);
    private uint _used;

    public IoMachine(IBlockDevice? disk = null, IRemovableMedium? drive = null)
    {
        Kernel = new Hle.Kernel(new KernelOptions { Cpu = null!, Disk = disk, Drive = drive }, _machine);
        Restart();
    }

    public Hle.Kernel Kernel { get; }

    public GuestMemory Memory => Kernel.Memory;

    /// <summary>Guest memory for the test.</summary>
    public uint Scratch { get; private set; }

    /// <summary>An IO_STATUS_BLOCK.</summary>
    public uint Block { get; private set; }

    public uint Stack { get; private set; }

    public uint Information => Memory.Read32(Block + 4);

    public TestMachine Machine => _machine;

    /// <summary>How often the last call was served until it was done.</summary>
    public int Passes { get; private set; }

    /// <summary>Starts the kernel anew.</summary>
    public void Restart()
    {
        Kernel.Reset();

        // As the kernel's first instructions leave it: nothing at low addresses.
        Kernel.Ram.Write32(KernelLayout.PageDirectory, 0);
        Scratch = Kernel.Pool.AllocateZeroed(ScratchBytes, 0);
        Stack = Kernel.Pool.AllocateZeroed(0x1000, 0);
        _used = 0;
        Block = Take(8);
    }

    /// <summary>Takes guest memory, of zeros.</summary>
    public uint Take(uint bytes)
    {
        uint place = Scratch + _used;
        _used += (bytes + 15) & ~15U;
        Assert.True(_used <= ScratchBytes);
        Memory.Fill(place, bytes, 0);
        return place;
    }

    /// <summary>Guest memory taken from now on is taken again.</summary>
    public uint Mark
    {
        get => _used;
        set => _used = value;
    }

    /// <summary>Calls an export.</summary>
    public uint Call(string name, params ReadOnlySpan<uint> arguments)
    {
        ExportRow row = Kernel.Exports[name];
        uint frame = Stack + 0x800;
        uint place = frame + TrapFrame.CallerReturn + 4;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (row.Kind == ExportKind.Fastcall && i < 2)
            {
                Memory.Write32(frame + (i == 0 ? TrapFrame.Ecx : TrapFrame.Edx), arguments[i]);
                continue;
            }

            Memory.Write32(place, arguments[i]);
            place += 4;
        }

        Passes = 0;
        do
        {
            // A call that is made again returns to the start of its own stub.
            Memory.Write32(frame + TrapFrame.Eax, (uint)row.Ordinal);
            Memory.Write32(frame + TrapFrame.StubReturn, StubReturn);
            Kernel.Traps.OnCall(frame);
            Passes++;
        }
        while (Memory.Read32(frame + TrapFrame.StubReturn) == row.Address);

        return Memory.Read32(frame + TrapFrame.StubReturn) == Kernel.Code.Fault ? Fault : Memory.Read32(frame + TrapFrame.Eax);
    }

    /// <summary>Sends a control code to one of the kernel's devices as its driver gets it.</summary>
    /// <param name="device">The DEVICE_OBJECT.</param>
    /// <param name="code">The code.</param>
    /// <param name="output">Where the output goes.</param>
    /// <param name="outputLength">Room there.</param>
    /// <param name="count">How much came.</param>
    /// <returns>The status.</returns>
    public uint Control(uint device, uint code, uint output, uint outputLength, out uint count) =>
        Send(device, Call("IoBuildDeviceIoControlRequest", code, device, 0, 0, output, outputLength, 0, 0, Block), out count);

    /// <summary>Gives one of the kernel's devices a packet, and frees it. Sending it by IofCallDriver is guest code: here its location is taken as that does.</summary>
    public uint Send(uint device, uint irp, out uint count)
    {
        Memory.Write32(irp + Irp.StackLocation, Memory.Read32(irp + Irp.StackLocation) - IrpStack.Bytes);
        uint status = Call("IrpPerform", device, irp);
        count = Memory.Read32(irp + Irp.Information);
        Assert.True(status == Fault || status == Memory.Read32(irp + Irp.Status));
        Kernel.Irps.Dequeue(irp);
        Call("IoFreeIrp", irp);
        return status;
    }

    /// <summary>An ANSI STRING in guest memory.</summary>
    public uint Text(string text)
    {
        uint place = Take(8 + (uint)text.Length + 1);
        Memory.Write16(place, (ushort)text.Length);
        Memory.Write16(place + 2, (ushort)(text.Length + 1));
        Memory.Write32(place + 4, place + 8);
        Memory.Write(place + 8, Encoding.Latin1.GetBytes(text));
        return place;
    }

    /// <summary>An OBJECT_ATTRIBUTES in guest memory.</summary>
    public uint Attributes(string name, uint root = 0)
    {
        uint text = Text(name);
        uint place = Take(12);
        Memory.Write32(place, root);
        Memory.Write32(place + 4, text);
        Memory.Write32(place + 8, 0x40);
        return place;
    }

    /// <summary>NtCreateFile.</summary>
    public uint Create(string name, uint access, uint disposition, out uint handle, uint share = ShareAll, uint options = SyncNonalert, uint root = 0, uint attributes = 0)
    {
        uint mark = Mark;
        uint place = Take(4);
        uint status = Call("NtCreateFile", place, access | Synchronize, Attributes(name, root), Block, 0, attributes, share, disposition, options);
        handle = NtStatus.IsSuccess(status) ? Memory.Read32(place) : 0;
        Mark = mark;
        return status;
    }

    /// <summary>Opens or makes a file that is read and written.</summary>
    public uint Open(string name, uint disposition = OpenExisting, uint options = SyncNonalert, uint access = GenericRead | GenericWrite | DeleteRight)
    {
        Assert.Equal(NtStatus.Success, Create(name, access, disposition, out uint handle, options: options));
        return handle;
    }

    public void Close(uint handle) => Assert.Equal(NtStatus.Success, Call("NtClose", handle));

    /// <summary>NtWriteFile.</summary>
    public uint Write(uint handle, ReadOnlySpan<byte> bytes, long? offset = null)
    {
        uint mark = Mark;
        uint place = Take(8);
        uint buffer = Take((uint)bytes.Length);
        Memory.Write64(place, (ulong)(offset ?? 0));
        Memory.Write(buffer, bytes);
        uint status = Call("NtWriteFile", handle, 0, 0, 0, Block, buffer, (uint)bytes.Length, offset is null ? 0 : place);
        Mark = mark;
        return status;
    }

    /// <summary>NtReadFile.</summary>
    public uint Read(uint handle, int length, out byte[] bytes, long? offset = null)
    {
        uint mark = Mark;
        uint place = Take(8);
        uint buffer = Take((uint)length);
        Memory.Write64(place, (ulong)(offset ?? 0));
        uint status = Call("NtReadFile", handle, 0, 0, 0, Block, buffer, (uint)length, offset is null ? 0 : place);
        bytes = NtStatus.IsSuccess(status) ? new byte[Information] : [];
        Memory.Read(buffer, bytes);
        Mark = mark;
        return status;
    }

    /// <summary>NtQueryInformationFile.</summary>
    public uint Query(uint handle, uint kind, int length, out byte[] bytes)
    {
        uint mark = Mark;
        uint buffer = Take((uint)length);
        uint status = Call("NtQueryInformationFile", handle, Block, buffer, (uint)length, kind);
        bytes = (int)status >= 0 || status == NtStatus.BufferOverflow ? new byte[Information] : [];
        Memory.Read(buffer, bytes);
        Mark = mark;
        return status;
    }

    /// <summary>NtSetInformationFile.</summary>
    public uint Set(uint handle, uint kind, ReadOnlySpan<byte> bytes)
    {
        uint mark = Mark;
        uint buffer = Take((uint)bytes.Length);
        Memory.Write(buffer, bytes);
        uint status = Call("NtSetInformationFile", handle, Block, buffer, (uint)bytes.Length, kind);
        Mark = mark;
        return status;
    }

    /// <summary>NtSetInformationFile with a rename.</summary>
    public uint Rename(uint handle, string name, bool replaces = false, uint root = 0)
    {
        uint mark = Mark;
        uint text = Text(name);
        uint info = Take(16);
        Memory.Write32(info, replaces ? 1U : 0);
        Memory.Write32(info + 4, root);
        Memory.Write64(info + 8, Memory.Read64(text));
        uint status = Call("NtSetInformationFile", handle, Block, info, 16, 10);
        Mark = mark;
        return status;
    }

    /// <summary>NtQueryDirectoryFile.</summary>
    public uint List(uint handle, out string name, string? mask = null, bool restarts = false, uint length = 0x140)
    {
        uint mark = Mark;
        uint buffer = Take(0x200);
        uint status = Call("NtQueryDirectoryFile", handle, 0, 0, 0, Block, buffer, length, 1, mask is null ? 0 : Text(mask), restarts ? 1U : 0);
        byte[] bytes = NtStatus.IsSuccess(status) ? new byte[Memory.Read32(buffer + 0x3C)] : [];
        Memory.Read(buffer + 0x40, bytes);
        name = Encoding.Latin1.GetString(bytes);
        Mark = mark;
        return status;
    }

    /// <summary>All names of a folder.</summary>
    public List<string> Names(string folder, string? mask = null)
    {
        Assert.Equal(NtStatus.Success, Create(folder, 1, OpenExisting, out uint handle, options: SyncNonalert | DirectoryFile));
        var names = new List<string>();
        uint status;
        while ((status = List(handle, out string name, mask)) == NtStatus.Success)
        {
            names.Add(name);
        }

        Assert.Equal(names.Count == 0 ? NtStatus.NoSuchFile : NtStatus.NoMoreFiles, status);
        Close(handle);
        return names;
    }

    /// <summary>A whole file, read by its name.</summary>
    public byte[] Content(string name)
    {
        uint handle = Open(name, access: GenericRead);
        var content = new List<byte>();
        while (Read(handle, 0x4000, out byte[] part) == NtStatus.Success && part.Length > 0)
        {
            content.AddRange(part);
        }

        Close(handle);
        return [.. content];
    }

    /// <summary>A second machine with the state of this one.</summary>
    public IoMachine Copy(IBlockDevice disk, IRemovableMedium? drive = null)
    {
        var other = new IoMachine(disk, drive) { Mark = Mark };
        other.Memory.Ram.Write(0, RamBytes());
        StateBytes.Load(other.Kernel, StateBytes.Save(Kernel));
        return other;
    }

    /// <summary>All of the guest's RAM.</summary>
    public byte[] RamBytes()
    {
        byte[] ram = new byte[Memory.Ram.SizeBytes];
        Memory.Ram.Read(0, ram);
        return ram;
    }

    public void Dispose() => _machine.Dispose();
}
