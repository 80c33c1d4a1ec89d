using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Objects;

/// <summary>Counts of objects: who holds references, and what is left when calls fail.</summary>
public sealed class CountTests : IDisposable
{
    private const uint Wild = 0x7000_0000;
    private const uint Permanent = 0x50;
    private const uint Routine = 0x0012_0000;

    private readonly TestKernel _kernel = new();
    private readonly uint _place;

    public CountTests() => _place = _kernel.Allocate(0x100);

    private ObjectManager Objects => _kernel.Kernel.Objects;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void DeleteSymbolicLink_TwiceWithAnOpenHandle_GoesWithTheHandle()
    {
        uint name = _kernel.Counted(@"\??\Z:");
        Assert.Equal(NtStatus.Success, _kernel.Call("IoCreateSymbolicLink", name, _kernel.Counted(@"\Device\CdRom0")));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtOpenSymbolicLinkObject", _place, Attributes(@"\??\Z:", 0x40)));
        uint handle = _kernel.Memory.Read32(_place);

        _ = _kernel.Call("IoDeleteSymbolicLink", name);
        _ = _kernel.Call("IoDeleteSymbolicLink", name);

        Assert.Equal(NtStatus.Success, Objects.Find(handle, ObjectKind.SymbolicLink, out uint link));
        Assert.Equal(1U, References(link));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", handle));
        Assert.Equal(NtStatus.ObjectNameNotFound, _kernel.Call("IoDeleteSymbolicLink", name));
    }

    [Fact]
    public void DeleteDevice_TwiceWithAReference_GoesWithTheReference()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("IoCreateDevice", 0, 0, _kernel.Counted(@"\Device\Mine"), 2, 0, _place));
        uint device = _kernel.Memory.Read32(_place);
        Objects.Reference(device);

        _ = _kernel.Call("IoDeleteDevice", device);
        _ = _kernel.Call("IoDeleteDevice", device);

        Assert.Equal(1U, References(device));
        Assert.Equal(NtStatus.ObjectNameNotFound, Objects.Lookup(0, @"\Device\Mine", followsLast: true).Status);
    }

    [Fact]
    public void MakeTemporary_PermanentObjectWithoutHandles_IsFreed()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", _place, Attributes(@"\Win32NamedObjects\e", Permanent), 0, 0));
        uint handle = _kernel.Memory.Read32(_place);
        Assert.Equal(NtStatus.Success, Objects.Find(handle, ObjectKind.Event, out uint obj));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", handle));
        Assert.Equal(1U, References(obj));

        _ = _kernel.Call("ObMakeTemporaryObject", obj);

        // The pool gives the block that was freed last first.
        Assert.Equal(obj, Objects.CreateBody(ObjectKind.Event, 0x10));
    }

    [Fact]
    public void MakeTemporary_DirectoriesOfTheKernel_StayUsable()
    {
        _ = _kernel.Call("ObMakeTemporaryObject", Objects.DosDevices);

        Assert.NotEqual(0U, References(Objects.DosDevices));
    }

    [Fact]
    public void Close_HandleAndIdOfAThread_LeavesTheThreadsReference()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("PsCreateSystemThreadEx", _place, 0, 0x4000, 0, _place + 4, Routine, 0, 1, 0, 0));
        Assert.Equal(NtStatus.Success, Objects.Find(_kernel.Memory.Read32(_place), ObjectKind.Thread, out uint thread));

        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", _kernel.Memory.Read32(_place)));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", _kernel.Memory.Read32(_place + 4)));

        Assert.Equal(1U, References(thread));
        Assert.Equal(NtStatus.InvalidHandle, _kernel.Call("NtClose", _kernel.Memory.Read32(_place + 4)));
    }

    [Fact]
    public void Terminate_Thread_ClosesItsId()
    {
        uint id = _kernel.Memory.Read32(_kernel.Thread + Kthread.UniqueThread);
        Assert.Equal(NtStatus.Success, Objects.Find(id, ObjectKind.Thread, out _));

        _ = _kernel.Invoke("PsTerminateSystemThread", [0], out _);

        Assert.Equal(NtStatus.InvalidHandle, Objects.Find(id, ObjectKind.Thread, out _));
    }

    [Fact]
    public void OpenObject_HandleTableIsFull_Fails()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", _place, Attributes(@"\Win32NamedObjects\e", 0x40), 0, 0));
        Assert.Equal(NtStatus.Success, Objects.Find(_kernel.Memory.Read32(_place), ObjectKind.Event, out uint obj));
        FillTable(obj, leave: 0);
        uint references = References(obj);

        Assert.Equal(NtStatus.InsufficientResources, _kernel.Call("ObOpenObjectByPointer", obj, 0, _place));
        Assert.Equal(NtStatus.InsufficientResources, _kernel.Call("ObOpenObjectByName", Attributes(@"\Win32NamedObjects\e", 0x40), 0, 0, _place));

        Assert.Equal(references, References(obj));
    }

    [Fact]
    public void CreateThread_RoomForOneHandle_MakesNoThread()
    {
        FillTable(_kernel.Thread, leave: 1);
        uint before = _kernel.Kernel.Threads.Count;

        Assert.Equal(NtStatus.InsufficientResources, _kernel.Call("PsCreateSystemThreadEx", _place, 0, 0x4000, 0, 0, Routine, 0, 0, 0, 0));

        Assert.Equal(before, _kernel.Kernel.Threads.Count);
    }

    [Theory]
    [InlineData(3U)]
    [InlineData(100U)]
    public void InsertObject_References_AreAllAdded(uint references)
    {
        uint obj = Objects.CreateBody(ObjectKind.Event, 0x10);

        Assert.Equal(NtStatus.Success, _kernel.Call("ObInsertObject", obj, 0, references, _place));

        Assert.Equal(references + 1, References(obj));
    }

    [Fact]
    public void InsertObject_NameThatIsTaken_LeavesNothing()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", _place, Attributes(@"\Win32NamedObjects\e", 0x40), 0, 0));
        uint obj = Objects.CreateBody(ObjectKind.Event, 0x10);

        Assert.Equal(NtStatus.ObjectNameCollision, _kernel.Call("ObInsertObject", obj, Attributes(@"\Win32NamedObjects\e", 0x40), 3, _place));

        Assert.Equal(obj, Objects.CreateBody(ObjectKind.Event, 0x10));
    }

    [Theory]
    [InlineData("NtCreateEvent", 1, 4)]
    [InlineData("NtCreateMutant", 1, 3)]
    [InlineData("NtCreateSemaphore", 1, 4)]
    [InlineData("NtCreateTimer", 1, 3)]
    [InlineData("NtCreateDirectoryObject", 1, 2)]
    [InlineData("NtCreateIoCompletion", 2, 4)]
    public void Create_AttributesThatAreNotThere_LeavesNoMemory(string export, int index, int count)
    {
        uint[] arguments = new uint[count];
        arguments[^1] = 1;
        arguments[0] = _place;
        arguments[index] = Wild;
        _ = _kernel.RegisterHandler(Routine);
        uint[] heads = Heads();

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke(export, arguments, out uint address));

        Assert.Equal(Wild, address);
        Assert.Equal(heads, Heads());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RemoveIoCompletion_ResultThatIsNotThere_LeavesThePacket(int index)
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateIoCompletion", _place, 0, 0, 0));
        uint handle = _kernel.Memory.Read32(_place);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetIoCompletion", handle, 1, 2, 3, 4));
        uint[] arguments = [handle, _place + 8, _place + 12, _place + 16, 0];
        arguments[index] = Wild;
        _ = _kernel.RegisterHandler(Routine);

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke("NtRemoveIoCompletion", arguments, out _));

        Assert.Equal(NtStatus.Success, Objects.Find(handle, ObjectKind.IoCompletion, out uint port));
        Assert.Equal(1, _kernel.Kernel.Dispatcher.SignalOf(port));
        Assert.False(_kernel.Kernel.Lists.IsEmpty(port + DispatcherHeader.QueueEntryList));
    }

    [Theory]
    [InlineData("ObOpenObjectByPointer", 2)]
    [InlineData("NtDuplicateObject", 1)]
    [InlineData("PsCreateSystemThreadEx", 4)]
    public void Open_ResultThatIsNotThere_OpensNothing(string export, int index)
    {
        uint id = _kernel.Memory.Read32(_kernel.Thread + Kthread.UniqueThread);
        uint[] arguments = export[0] == 'P' ? [_place, 0, 0x4000, 0, 0, Routine, 0, 1, 0, 0] : export[0] == 'O' ? [_kernel.Thread, 0, 0] : [id, 0, 0];
        arguments[index] = Wild;
        _ = _kernel.RegisterHandler(Routine);
        int before = Objects.Handles.Count;

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke(export, arguments, out _));

        Assert.Equal(before, Objects.Handles.Count);
    }

    /// <summary>Where blocks of the sizes of objects would be: nothing has been taken in between if they are the same.</summary>
    private uint[] Heads()
    {
        uint[] blocks = [.. new uint[] { 0x20, 0x24, 0x30, 0x38, 0x40, 0x80 }.Select(s => _kernel.Kernel.Pool.Allocate(s, 0))];
        foreach (uint block in blocks.Reverse())
        {
            _ = _kernel.Kernel.Pool.Free(block);
        }

        return blocks;
    }

    private void FillTable(uint obj, int leave)
    {
        List<uint> handles = [];
        while (Objects.Open(obj) is not 0 and var handle)
        {
            handles.Add(handle);
        }

        handles.TakeLast(leave).ToList().ForEach(h => Assert.Equal(NtStatus.Success, Objects.Close(h)));
    }

    private uint References(uint obj) => _kernel.Memory.Read32(obj + ObjectHeader.PointerCount);

    private uint Attributes(string name, uint flags)
    {
        uint place = _kernel.Allocate(12);
        _kernel.Memory.Write32(place + 4, _kernel.Counted(name));
        _kernel.Memory.Write32(place + 8, flags);
        return place;
    }
}
