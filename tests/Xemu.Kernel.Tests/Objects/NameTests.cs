using System.Text;
using Xemu.Kernel.Hle;
using Xemu.Testing;

namespace Xemu.Kernel.Tests.Objects;

public sealed class NameTests : IDisposable
{
    private const uint TypePoolTag = 0x18;
    private const uint Tag = 0x656E_694D;

    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void QueryDirectory_ObjectOfAProgramsOwnType_TellsItsTag()
    {
        uint type = _kernel.Allocate(0x1C);
        uint place = _kernel.Allocate(0x100);
        _kernel.Memory.Write32(type + TypePoolTag, Tag);
        Assert.Equal(NtStatus.Success, _kernel.Call("ObCreateObject", type, 0, 16, place));
        uint attributes = Attributes(@"\Win32NamedObjects\mine");
        Assert.Equal(NtStatus.Success, _kernel.Call("ObInsertObject", _kernel.Memory.Read32(place), attributes, 0, place));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtOpenDirectoryObject", place, Attributes(@"\Win32NamedObjects")));

        uint status = _kernel.Call("NtQueryDirectoryObject", _kernel.Memory.Read32(place), place + 0x20, 0x80, 1, place + 8, 0);

        Assert.Equal(NtStatus.Success, status);
        Assert.Equal("mine", _kernel.TextOf(place + 0x20));
        Assert.Equal(Tag, _kernel.Memory.Read32(place + 0x28));
    }

    [Theory]
    [InlineData(255, NtStatus.Success)]
    [InlineData(256, NtStatus.ObjectNameInvalid)]
    public void CreateSymbolicLink_LongName_IsRefused(int name, uint status)
    {
        uint link = _kernel.Counted(@"\??\" + new string('n', name));

        Assert.Equal(status, _kernel.Call("IoCreateSymbolicLink", link, _kernel.Counted(@"\??")));
        Assert.Equal(status == NtStatus.Success ? NtStatus.Success : NtStatus.ObjectNameNotFound, _kernel.Call("IoDeleteSymbolicLink", link));
    }

    [Theory]
    [InlineData(249, 520, NtStatus.Success)]
    [InlineData(250, 521, NtStatus.InvalidParameter)]
    public void CreateSymbolicLink_LongTarget_IsRefused(int name, int length, uint status)
    {
        string folder = @"\Win32NamedObjects\" + new string('d', 251);
        string target = folder + '\\' + new string('t', name);
        uint place = _kernel.Allocate(4);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateDirectoryObject", place, Attributes(folder)));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", place, Attributes(target), 0, 0));

        Assert.Equal(length, target.Length);
        Assert.Equal(status, _kernel.Call("IoCreateSymbolicLink", _kernel.Counted(@"\??\n"), _kernel.Counted(target)));
    }

    [Fact]
    public void CreateEvent_LongName_IsRefused()
    {
        uint place = _kernel.Allocate(4);

        Assert.Equal(NtStatus.ObjectNameInvalid, _kernel.Call("NtCreateEvent", place, Attributes(@"\??\" + new string('n', 256)), 0, 0));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", place, Attributes(@"\??\" + new string('n', 255)), 0, 0));
    }

    [Fact]
    public void CreateSymbolicLink_MoreThanASaveHolds_IsRefusedAndTheRestIsSaved()
    {
        uint name = _kernel.Counted(@"\??\000000");
        string folder = @"\Win32NamedObjects\" + new string('d', 255);
        uint place = _kernel.Allocate(4);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateDirectoryObject", place, Attributes(folder)));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", place, Attributes(folder + '\\' + new string('t', 245)), 0, 0));
        uint target = _kernel.Counted(folder + '\\' + new string('t', 245));
        int made = 0;
        while (CreateLink(name, target, made) == NtStatus.Success)
        {
            made++;
        }

        // 4 MiB in rows of some 530 bytes.
        Assert.InRange(made, 7800, 8000);
        Assert.Equal(NtStatus.InsufficientResources, CreateLink(name, target, made));
        byte[] saved = StateBytes.Save(_kernel.Kernel.Objects);
        Assert.Equal(NtStatus.Success, DeleteLink(name, 5));
        Assert.Equal(NtStatus.Success, CreateLink(name, target, made));
        Assert.Equal(NtStatus.InsufficientResources, CreateLink(name, target, made + 1));

        StateBytes.Load(_kernel.Kernel.Objects, saved);
        Assert.Equal(NtStatus.InsufficientResources, CreateLink(name, target, made));
        Assert.Equal(NtStatus.Success, DeleteLink(name, 5));
        Assert.Equal(NtStatus.Success, CreateLink(name, target, made));
    }

    [Fact]
    public void Namespace_MoreDirectoriesThanASaveHolds_AreRefusedAndTheRestIsSaved()
    {
        var names = new ObjectNamespace();
        names.Reset(1);
        uint last = 2;
        while (names.AddDirectory(last) == NtStatus.Success)
        {
            last++;
        }

        _ = StateBytes.Save(names);
        Assert.Equal(NtStatus.InsufficientResources, names.Insert(1, "x", 2));
        names.Forget(2);
        Assert.Equal(NtStatus.Success, names.AddDirectory(last));
    }

    [Fact]
    public void Namespace_DirectoryForgotten_ItsNamesAreGone()
    {
        var names = new ObjectNamespace();
        names.Reset(1);
        Assert.Equal(NtStatus.Success, names.AddDirectory(2));
        Assert.Equal(NtStatus.Success, names.Insert(1, "d", 2));
        Assert.Equal(NtStatus.Success, names.Insert(2, "x", 3));
        Assert.Equal(NtStatus.ObjectNameCollision, names.Insert(2, "X", 4));
        byte[] before = StateBytes.Save(names);

        names.Forget(2);

        Assert.Null(names.NameOf(3));
        StateBytes.Load(names, before);
        Assert.Equal("x", names.NameOf(3));
        Assert.Equal(3U, names.Find(1, @"\d\x", followsLast: true).Object);
    }

    [Fact]
    public void Namespace_ObjectNamedTwice_HasTheSecondName()
    {
        var names = new ObjectNamespace();
        names.Reset(1);
        Assert.Equal(NtStatus.Success, names.Insert(1, "a", 3));

        Assert.Equal(NtStatus.Success, names.Insert(1, "b", 3));

        Assert.Equal(["b"], names.EntriesOf(1)!.Select(static e => e.Key));
    }

    private uint CreateLink(uint name, uint target, int number)
    {
        Number(name, number);
        return _kernel.Call("IoCreateSymbolicLink", name, target);
    }

    private uint DeleteLink(uint name, int number)
    {
        Number(name, number);
        return _kernel.Call("IoDeleteSymbolicLink", name);
    }

    private void Number(uint name, int number) => _kernel.Memory.Write(_kernel.Memory.Read32(name + 4) + 4, Encoding.Latin1.GetBytes($"{number:D6}"));

    private uint Attributes(string name)
    {
        uint place = _kernel.Allocate(12);
        _kernel.Memory.Write32(place + 4, _kernel.Counted(name));
        _kernel.Memory.Write32(place + 8, 0x40);
        return place;
    }
}
