using Xemu.Kernel.Hle;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

public sealed class FolderTests : IDisposable
{
    private static readonly string[] Files = ["a.txt", "B.TXT", "abc", "c.d.e", "x"];

    private readonly IoMachine _machine = new(
        TestDisk.Create(),
        new TestDrive(TestDisc.Create(Files.ToDictionary(static f => f, static f => new byte[f.Length]), new Dictionary<string, byte[]>())));

    public FolderTests()
    {
        foreach (string file in Files)
        {
            _machine.Close(_machine.Open(Disk + "\\" + file, CreateNew));
        }
    }

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(null, "a.txt|abc|B.TXT|c.d.e|x")]
    [InlineData("", "a.txt|abc|B.TXT|c.d.e|x")]
    [InlineData("*", "a.txt|abc|B.TXT|c.d.e|x")]
    [InlineData("*.*", "a.txt|abc|B.TXT|c.d.e|x")]
    [InlineData("*.txt", "a.txt|B.TXT")]
    [InlineData("?", "x")]
    [InlineData("A*", "a.txt|abc")]
    [InlineData("*.?.*", "c.d.e")]
    [InlineData("**e", "c.d.e")]
    [InlineData("ABC", "abc")]
    [InlineData("none", "")]
    public void Query_Mask_GivesTheNamesThatMatch(string? mask, string expected)
    {
        string[] names = expected.Length == 0 ? [] : expected.Split('|');

        Assert.Equal(names, _machine.Names(Disk + "\\", mask).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(names, _machine.Names(@"\Device\CdRom0\", mask).Where(static n => n != "media").Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Query_MaskOfStars_EndsSoon() =>
        Assert.Empty(_machine.Names(Disk + "\\", string.Concat(Enumerable.Repeat("*a", 100)) + "b"));

    [Fact]
    public void Query_OneEntryACall_WithItsFields()
    {
        uint handle = Folder(Disk + "\\");
        uint buffer = _machine.Take(0x200);

        Assert.Equal(NtStatus.Success, _machine.Call("NtQueryDirectoryFile", handle, 0, 0, 0, _machine.Block, buffer, 0x200, 1, _machine.Text("B*"), 1));

        Assert.Equal(0x45u, _machine.Information);
        Assert.Equal((0u, 0u, 5u), (_machine.Memory.Read32(buffer), _machine.Memory.Read32(buffer + 4), _machine.Memory.Read32(buffer + 0x3C)));
        Assert.Equal((0UL, 0x80u), (_machine.Memory.Read64(buffer + 0x28), _machine.Memory.Read32(buffer + 0x38)));
        Assert.NotEqual(0UL, _machine.Memory.Read64(buffer + 8));
        Assert.Equal(NtStatus.NoMoreFiles, _machine.List(handle, out _));
    }

    [Fact]
    public void Query_LaterMask_DoesNotCount()
    {
        uint handle = Folder(Disk + "\\");

        Assert.Equal(NtStatus.Success, _machine.List(handle, out string first, "*.txt"));
        Assert.Equal(NtStatus.Success, _machine.List(handle, out string second, "x"));
        Assert.Equal(NtStatus.Success, _machine.List(handle, out string again, "x", restarts: true));

        Assert.Equal(("a.txt", "B.TXT", "a.txt"), (first, second, again));
    }

    [Fact]
    public void Query_NameThatDoesNotFit_IsCut()
    {
        uint handle = Folder(Disk + "\\");
        _machine.Close(_machine.Open(Disk + @"\a long name", CreateNew));
        uint buffer = _machine.Take(0x60);

        Assert.Equal(NtStatus.BufferOverflow, _machine.Call("NtQueryDirectoryFile", handle, 0, 0, 0, _machine.Block, buffer, 0x48, 1, _machine.Text("a l*"), 0));
        Assert.Equal((11u, 0x48u), (_machine.Memory.Read32(buffer + 0x3C), _machine.Information));
        Assert.Equal(0, _machine.Memory.Read8(buffer + 0x48));
    }

    [Fact]
    public void Query_WhatIsNoFolder_IsRefused()
    {
        uint file = _machine.Open(Disk + @"\x", access: GenericRead);
        uint device = _machine.Open(Disk, access: GenericRead);
        uint folder = Folder(Disk + "\\");
        Assert.Equal(NtStatus.Success, _machine.Create(Disk + "\\", 0x80, OpenExisting, out uint blind));

        Assert.Equal(NtStatus.InvalidParameter, _machine.List(file, out _));
        Assert.Equal(NtStatus.InvalidParameter, _machine.List(device, out _));
        Assert.Equal(NtStatus.AccessDenied, _machine.List(blind, out _));
        Assert.Equal(NtStatus.InfoLengthMismatch, _machine.List(folder, out _, length: 0x47));
        Assert.Equal(NtStatus.ObjectNameInvalid, _machine.List(folder, out _, new string('a', 300)));
        Assert.Equal(NtStatus.InvalidInfoClass, _machine.Call("NtQueryDirectoryFile", folder, 0, 0, 0, _machine.Block, _machine.Scratch, 0x100, 2, 0, 0));
        Assert.Equal(Fault, _machine.Call("NtQueryDirectoryFile", folder, 0, 0, 0, _machine.Block, 0x10, 0x100, 1, 0, 0));
        Assert.Equal(Fault, _machine.Call("NtQueryDirectoryFile", folder, 0, 0, 0, _machine.Block, _machine.Scratch, 0x100, 1, 0x10, 0));
    }

    [Fact]
    public void Query_WhileFilesGoAndCome_EndsAndGivesTheOthersOnce()
    {
        uint handle = Folder(Disk + "\\");
        Assert.Equal(NtStatus.Success, _machine.List(handle, out string first));
        Assert.Equal(NtStatus.Success, _machine.Call("NtDeleteFile", _machine.Attributes(Disk + @"\abc")));
        var seen = new List<string> { first };
        while (_machine.List(handle, out string name) == NtStatus.Success)
        {
            seen.Add(name);
        }

        Assert.Equal(["a.txt", "B.TXT", "c.d.e", "x"], seen.Order(StringComparer.OrdinalIgnoreCase));
    }

    private uint Folder(string path)
    {
        Assert.Equal(NtStatus.Success, _machine.Create(path, 1, OpenExisting, out uint handle, options: SyncNonalert | DirectoryFile));
        return handle;
    }
}
