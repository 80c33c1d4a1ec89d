using Xemu.Kernel.Hle;
using Xemu.Testing;

namespace Xemu.Kernel.Tests.Objects;

/// <summary>What symbolic links may be called, and what they may name.</summary>
public sealed class LinkTests : IDisposable
{
    private const string Target = @"\Device\CdRom0";

    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(@"\door", NtStatus.Success)]
    [InlineData("", NtStatus.ObjectNameInvalid)]
    [InlineData("door", NtStatus.ObjectNameInvalid)]
    [InlineData(@"\house\door", NtStatus.ObjectPathNotFound)]
    [InlineData(@"\Device\CdRom0\door", NtStatus.ObjectPathNotFound)]
    [InlineData(@"\Device\Harddisk0\door", NtStatus.ObjectPathNotFound)]
    [InlineData(@"\Win32NamedObjects", NtStatus.ObjectNameCollision)]
    public void Create_Name_IsTakenOrRefused(string name, uint expected)
    {
        Assert.Equal(expected, Create(_kernel.Counted(name), Target));
    }

    [Fact]
    public void Create_NameThatIsALink_IsACollision()
    {
        Assert.Equal(NtStatus.Success, Create(_kernel.Counted(@"\door"), Target));

        Assert.Equal(NtStatus.ObjectNameCollision, Create(_kernel.Counted(@"\DOOR"), Target));
    }

    [Fact]
    public void Create_NoName_MakesNothing()
    {
        uint target = _kernel.Counted(Target);
        byte[] before = StateBytes.Save(_kernel.Kernel.Objects);

        Assert.Equal(NtStatus.Success, _kernel.Call("IoCreateSymbolicLink", 0, target));

        Assert.Equal(before, StateBytes.Save(_kernel.Kernel.Objects));
    }

    [Theory]
    [InlineData(@"\Win32NamedObjects", NtStatus.Success)]
    [InlineData("", NtStatus.InvalidParameter)]
    [InlineData(@"Device\CdRom0", NtStatus.InvalidParameter)]
    [InlineData(@"\Device\CdRom9", NtStatus.InvalidParameter)]
    [InlineData(@"\Device\Cellar\x", NtStatus.InvalidParameter)]
    [InlineData(@"\door", NtStatus.InvalidParameter)]
    public void Create_Target_MustBeThere(string target, uint expected)
    {
        Assert.Equal(expected, Create(_kernel.Counted(@"\door"), target));
    }

    [Fact]
    public void Delete_WhatIsNoLink_IsRefused()
    {
        Assert.Equal(NtStatus.ObjectNameInvalid, _kernel.Call("IoDeleteSymbolicLink", 0));
        Assert.Equal(NtStatus.ObjectNameInvalid, _kernel.Call("IoDeleteSymbolicLink", _kernel.Structure(0, 0, 0)));
        Assert.Equal(NtStatus.ObjectNameNotFound, _kernel.Call("IoDeleteSymbolicLink", _kernel.Counted(@"\door")));
        Assert.Equal(NtStatus.ObjectTypeMismatch, _kernel.Call("IoDeleteSymbolicLink", _kernel.Counted(@"\Win32NamedObjects")));
    }

    [Theory]
    [InlineData("", NtStatus.ObjectNameInvalid)]
    [InlineData(@"\Device\Harddisk0\event", NtStatus.ObjectPathNotFound)]
    public void CreateEvent_NameThatNoDirectoryTakes_IsRefused(string name, uint expected)
    {
        uint attributes = _kernel.Allocate(12);
        _kernel.Memory.Write32(attributes + 4, _kernel.Counted(name));

        Assert.Equal(expected, _kernel.Call("NtCreateEvent", _kernel.Allocate(4), attributes, 0, 0));
    }

    private uint Create(uint name, string target) => _kernel.Call("IoCreateSymbolicLink", name, _kernel.Counted(target));
}
