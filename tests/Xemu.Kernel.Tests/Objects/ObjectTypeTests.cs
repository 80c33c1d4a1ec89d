using System.Text;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Objects;

/// <summary>The exported OBJECT_TYPE variables, and what the kernel makes of those that programs bring.</summary>
public sealed class ObjectTypeTests : IDisposable
{
    private const uint NoTimeout = 0;

    private readonly TestKernel _kernel = new();
    private readonly uint _place;

    public ObjectTypeTests() => _place = _kernel.Allocate(0x80);

    public void Dispose() => _kernel.Dispose();

    /// <summary>Tag, and which of the routines for closing, deleting and parsing are there.</summary>
    [Theory]
    [InlineData("ExEventObjectType", "Evev", "")]
    [InlineData("ExMutantObjectType", "Muta", "D")]
    [InlineData("ExSemaphoreObjectType", "Sema", "")]
    [InlineData("ExTimerObjectType", "Time", "D")]
    [InlineData("IoCompletionObjectType", "Comp", "D")]
    [InlineData("IoDeviceObjectType", "Devi", "P")]
    [InlineData("IoFileObjectType", "File", "CDP")]
    [InlineData("ObDirectoryObjectType", "Dire", "")]
    [InlineData("ObSymbolicLinkObjectType", "Symb", "D")]
    [InlineData("PsThreadObjectType", "Thre", "")]
    public void Type_OfTheKernel_HasTheConsolesTagAndRoutines(string name, string tag, string routines)
    {
        uint type = _kernel.Kernel.Exports[name].Address;

        Assert.Equal(tag, Encoding.Latin1.GetString(_kernel.Bytes(type + ObjectTypes.PoolTag, 4)));
        Assert.Equal(_kernel.Kernel.Exports["ExAllocatePoolWithTag"].Address, _kernel.Memory.Read32(type + ObjectTypes.AllocateProcedure));
        Assert.Equal(_kernel.Kernel.Exports["ExFreePool"].Address, _kernel.Memory.Read32(type + ObjectTypes.FreeProcedure));
        string present = string.Concat("CDP".Where((_, i) => _kernel.Memory.Read32(type + ObjectTypes.CloseProcedure + (uint)(4 * i)) != 0));
        Assert.Equal(routines, present);
    }

    [Fact]
    public void DeleteRoutine_RunningTimer_StopsIt()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateTimer", _place, 0, 0));
        uint timer = ObjectOf(_place);
        _kernel.Memory.Write64(_place + 8, unchecked((ulong)-90_000_000L));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetTimerEx", _kernel.Memory.Read32(_place), _place + 8, 0, 0, 0, 0, 0, 0));
        Assert.NotNull(_kernel.Kernel.Timers.DueTime(timer));

        _ = _kernel.Call(ObjectTypes.DeleteRoutine, timer);

        Assert.Null(_kernel.Kernel.Timers.DueTime(timer));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", _kernel.Memory.Read32(_place)));
    }

    [Fact]
    public void ParseRoutine_NothingLeftOfTheName_GivesTheObjectItself()
    {
        uint device = _kernel.Kernel.Objects.Lookup(0, @"\Device\CdRom0", followsLast: true).Object;
        uint references = _kernel.Memory.Read32(device + ObjectHeader.PointerCount);
        uint empty = _kernel.Counted(string.Empty);

        uint status = _kernel.Call(ObjectTypes.ParseRoutine, device, 0, 0, empty, empty, 0, _place);

        Assert.Equal((NtStatus.Success, device), (status, _kernel.Memory.Read32(_place)));
        Assert.Equal(references + 1, _kernel.Memory.Read32(device + ObjectHeader.PointerCount));
        uint rest = _kernel.Counted(@"\x");
        Assert.Equal(NtStatus.ObjectTypeMismatch, _kernel.Call(ObjectTypes.ParseRoutine, device, 0, 0, rest, rest, 0, _place));
    }

    [Fact]
    public void Find_NumberBehindTheLastOrdinal_IsNoExport()
    {
        ExportRow row = _kernel.Kernel.Exports[ObjectTypes.CloseRoutine];

        Assert.Null(_kernel.Kernel.Exports.Find((uint)row.Ordinal));
        Assert.Same(row, _kernel.Kernel.Exports.FindRoutine((uint)row.Ordinal));
        Assert.DoesNotContain(row, _kernel.Kernel.Exports.Rows);
    }

    [Fact]
    public void Wait_ForADirectory_EndsAtOnceAndLeavesItAsItWas()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtOpenDirectoryObject", _place, Attributes(@"\Device")));
        uint directory = ObjectOf(_place);
        byte[] before = _kernel.Bytes(directory - ObjectHeader.Bytes, 0x40);

        Assert.Equal(NtStatus.Success, _kernel.Call("NtWaitForSingleObject", _kernel.Memory.Read32(_place), 0, NoTimeout));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtWaitForSingleObject", _kernel.Memory.Read32(_place), 0, NoTimeout));

        Assert.Equal(before, _kernel.Bytes(directory - ObjectHeader.Bytes, 0x40));
    }

    [Fact]
    public void Wait_ForAnObjectOfAProgramsType_WaitsForWhatTheTypeNames()
    {
        const uint EventPlace = 0x10;
        uint type = _kernel.Allocate(0x1C);
        _kernel.Memory.Write32(type + ObjectTypes.DefaultObject, EventPlace);
        Assert.Equal(NtStatus.Success, _kernel.Call("ObCreateObject", type, 0, 0x40, _place));
        uint obj = _kernel.Memory.Read32(_place);
        _ = _kernel.Call("KeInitializeEvent", obj + EventPlace, 1, 1);
        Assert.Equal(NtStatus.Success, _kernel.Call("ObInsertObject", obj, 0, 0, _place));
        _kernel.Memory.Write64(_place + 8, 0);
        uint Wait() => _kernel.Call("NtWaitForSingleObject", _kernel.Memory.Read32(_place), 0, _place + 8);

        Assert.Equal((NtStatus.Success, NtStatus.Timeout), (Wait(), Wait()));
    }

    private uint ObjectOf(uint handlePlace)
    {
        Assert.Equal(NtStatus.Success, _kernel.Kernel.Objects.Find(_kernel.Memory.Read32(handlePlace), ObjectKind.None, out uint obj));
        return obj;
    }

    private uint Attributes(string name)
    {
        uint place = _kernel.Allocate(12);
        _kernel.Memory.Write32(place + 4, _kernel.Counted(name));
        return place;
    }
}
