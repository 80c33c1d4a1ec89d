using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions.Io;

namespace Xemu.Machine.Tests;

public sealed class DescriptorStoreTests : IDisposable
{
    private readonly DescriptorStore _store = new();
    private readonly string _path = Path.GetTempFileName();

    public void Dispose()
    {
        _store.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void TryTake_OfANamedOne_GivesItAwayOnce()
    {
        int descriptor = Open();
        _store.Add("out", descriptor);

        bool first = _store.TryTake("out", out int taken);
        bool second = _store.TryTake("out", out _);
        using var owned = new SafeFileHandle(taken, ownsHandle: true);

        Assert.Equal((true, false, descriptor), (first, second, taken));
        Assert.True(IsOpen(descriptor));
    }

    [Fact]
    public void Add_OfATakenName_ClosesTheOldOne()
    {
        int old = Open();
        _store.Add("out", old);

        _store.Add("out", Open());

        Assert.False(IsOpen(old));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7up")]
    public void Add_UnderANumber_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(() => _store.Add(name, 1));
    }

    [Fact]
    public void AddToSet_WithoutANumber_TakesTheLowestFreeSet()
    {
        _ = _store.AddToSet(0, Open(), null);
        _ = _store.AddToSet(2, Open(), null);

        DescriptorSetMember member = _store.AddToSet(null, Open(), "note");

        Assert.Equal((1, "note"), (member.Set, member.Note));
        Assert.Equal([0, 1, 2], _store.Sets.Select(static m => m.Set));
    }

    [Fact]
    public void RemoveFromSet_OfOneMember_ClosesJustThatOne()
    {
        int gone = Open();
        int kept = Open();
        _ = _store.AddToSet(5, gone, null);
        _ = _store.AddToSet(5, kept, null);

        bool removed = _store.RemoveFromSet(5, gone);
        bool again = _store.RemoveFromSet(5, gone);

        Assert.Equal((true, false, false, true), (removed, again, IsOpen(gone), IsOpen(kept)));
    }

    [Fact]
    public void Dispose_ClosesWhatNobodyTook()
    {
        int named = Open();
        int member = Open();
        _store.Add("out", named);
        _ = _store.AddToSet(null, member, null);

        _store.Dispose();

        Assert.False(IsOpen(named) || IsOpen(member));
    }

    private int Open()
    {
        SafeFileHandle handle = File.OpenHandle(_path);
        int descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return descriptor;
    }

    // Another test's file may have the number by now: only the path tells.
    private bool IsOpen(int descriptor)
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget == _path;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
