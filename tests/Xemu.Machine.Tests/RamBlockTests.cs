using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;

namespace Xemu.Machine.Tests;

public sealed class RamBlockTests : IDisposable
{
    private readonly RamBlock _block = new("test", 16 * IRamBlock.PageSize);

    public void Dispose() => _block.Dispose();

    [Theory]
    [InlineData(16ul * 4096, 1)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData((16ul * 4096) - 1, 2)]
    [InlineData(0, -1)]
    public void Lease_OutOfBlock_Throws(ulong offset, int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _block.Lease(offset, length, RamAccess.Read).Dispose());
    }

    [Fact]
    public void Collect_FirstTime_GivesEveryPage()
    {
        using IDirtyTracker tracker = _block.TrackDirty("test");
        ulong[] bitmap = new ulong[1];

        int count = tracker.Collect(0, bitmap);

        Assert.Equal(16, count);
        Assert.Equal(0xFFFFul, bitmap[0]);
    }

    [Theory]
    [InlineData(0ul, 200)]
    [InlineData(5ul, 195)]
    [InlineData(64ul, 136)]
    [InlineData(130ul, 70)]
    [InlineData(199ul, 1)]
    public void Collect_FromAnyPage_GivesEachDirtyPageOnceInItsPlace(ulong firstPage, int pages)
    {
        using var block = new RamBlock("odd", 200 * IRamBlock.PageSize);
        using IDirtyTracker tracker = block.TrackDirty("test");
        ulong[] bitmap = new ulong[5];

        int first = tracker.Collect(firstPage, bitmap);
        int second = tracker.Collect(firstPage, bitmap);
        block.Lease(199 * 4096, 1, RamAccess.Write).Dispose();
        int third = tracker.Collect(firstPage, bitmap);

        Assert.Equal((pages, 0, 1), (first, second, third));
        Assert.Equal(1ul, bitmap[(199 - (int)firstPage) / 64] >> ((199 - (int)firstPage) % 64));
        Assert.Equal(firstPage > 0, tracker.IsDirty(0, 4096));
    }

    [Fact]
    public void WriteLease_AfterCollect_DirtiesItsPagesForEveryTracker()
    {
        using IDirtyTracker first = _block.TrackDirty("first");
        using IDirtyTracker second = _block.TrackDirty("second");
        ulong[] bitmap = new ulong[1];
        _ = first.Collect(0, bitmap);
        _ = second.Collect(0, bitmap);

        _block.Lease(4096 - 1, 2, RamAccess.Write).Dispose();

        _ = first.Collect(0, bitmap);
        Assert.Equal(0b11ul, bitmap[0]);
        Assert.True(second.IsDirty(0, 4096));
        Assert.False(second.IsDirty(8192, 4096));
    }

    [Fact]
    public void ReadLease_AfterCollect_LeavesPagesClean()
    {
        using IDirtyTracker tracker = _block.TrackDirty("test");
        ulong[] bitmap = new ulong[1];
        _ = tracker.Collect(0, bitmap);

        _block.Lease(0, 4096, RamAccess.Read).Dispose();

        Assert.Equal(0, tracker.Collect(0, bitmap));
    }

    [Theory]
    [InlineData(RamAccess.Read, RamAccess.Read, 1)]
    [InlineData(RamAccess.Read, RamAccess.Write, 1)]
    [InlineData(RamAccess.Write, RamAccess.Read, 0)]
    [InlineData(RamAccess.Write, RamAccess.Write, 1)]
    public void Lease_OfClaimedPage_CallsClaimantAsItAskedFor(RamAccess claimed, RamAccess access, int calls)
    {
        var claimant = new CountingClaimant();
        using IDisposable claim = _block.Claim(4096, 1, claimed, claimant);

        _block.Lease(4096 + 100, 4, access).Dispose();
        _block.Lease(8192, 4, access).Dispose();

        Assert.Equal(calls, claimant.Calls);
    }

    [Fact]
    public void Claim_Disposed_NoLongerCallsAndLeavesOthersStanding()
    {
        var gone = new CountingClaimant();
        var stays = new CountingClaimant();
        IDisposable claim = _block.Claim(0, 8192, RamAccess.Read, gone);
        using IDisposable other = _block.Claim(4096, 4096, RamAccess.Write, stays);

        claim.Dispose();
        _block.Lease(0, 8192, RamAccess.Write).Dispose();

        Assert.Equal(0, gone.Calls);
        Assert.Equal(1, stays.Calls);
    }

    [Theory]
    [InlineData(PageState.Code)]
    [InlineData(PageState.Tables)]
    public void Write_ToWatchedPage_CallsItsWatcherOnceAndClearsTheBit(PageState bit)
    {
        var watcher = new CountingClaimant();
        var other = new CountingClaimant();
        _block.SetWatcher(bit, watcher);
        _block.SetWatcher(PageState.Watched & ~bit, other);
        _block.Watch(3, bit);

        _block.Lease(3 * 4096, 4, RamAccess.Write).Dispose();
        _block.Lease(3 * 4096, 4, RamAccess.Write).Dispose();

        Assert.Equal((1, 0), (watcher.Calls, other.Calls));
    }

    [Fact]
    public void PrepareWrite_KeepingABit_LeavesItAndDoesTheRest()
    {
        var code = new CountingClaimant();
        var tables = new CountingClaimant();
        using IDirtyTracker tracker = _block.TrackDirty("test");
        _ = tracker.Collect(0, new ulong[1]);
        _block.SetWatcher(PageState.Code, code);
        _block.SetWatcher(PageState.Tables, tables);
        _block.Watch(3, PageState.Code);
        _block.Watch(3, PageState.Tables);

        _block.PrepareWrite(3 * 4096, 4096, PageState.Tables);
        int keptCalls = tables.Calls;
        _block.PrepareWrite(3 * 4096, 4096);

        Assert.Equal((1, 0, 1), (code.Calls, keptCalls, tables.Calls));
        Assert.True(tracker.IsDirty(3 * 4096, 4096));
    }

    [Theory]
    [InlineData(PageState.None)]
    [InlineData(PageState.Watched)]
    [InlineData(PageState.Frozen)]
    public void Watch_OfAnotherBit_Throws(PageState bit)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _block.Watch(3, bit));
    }

    /// <summary>What waits claims a page for another one, which claims it itself once it has drawn.</summary>
    [Fact]
    public void Lease_WhileWhoseClaimIsAnsweredAnotherOneClaims_AsksThatOneToo()
    {
        var late = new CountingClaimant();
        using IDisposable claim = _block.Claim(0, 1, RamAccess.Read, new ClaimingClaimant(_block, late));

        _block.Lease(0, 4, RamAccess.Read).Dispose();

        Assert.Equal(1, late.Calls);
    }

    /// <summary>One that claims anew whenever it is asked is asked once an access.</summary>
    [Fact]
    public void Lease_OfWhatIsClaimedAnewInEachAnswer_AsksOnce()
    {
        var renewing = new CountingClaimant { Renews = _block };
        using IDisposable claim = _block.Claim(0, 1, RamAccess.Read, renewing);

        _block.Lease(0, 4, RamAccess.Read).Dispose();

        Assert.Equal(1, renewing.Calls);
    }

    /// <summary>What a host gives next to whoever asks for as much memory is, as a rule, what was given back last: the states of the block's pages.</summary>
    [Fact]
    public void Claim_DisposedAfterItsBlock_WritesNothing()
    {
        using var block = new RamBlock("gone", 32 * IRamBlock.PageSize);
        IDisposable claim = block.Claim(0, block.SizeBytes, RamAccess.ReadWrite, new CountingClaimant());
        block.Dispose();
        byte[] expected = [.. Enumerable.Repeat((byte)0xFF, 32)];
        byte[] found = new byte[32];
        nint memory = Marshal.AllocHGlobal(32);
        Marshal.Copy(expected, 0, memory, 32);

        claim.Dispose();

        Marshal.Copy(memory, found, 0, 32);
        Marshal.FreeHGlobal(memory);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Claim_OfADisposedBlock_IsRefused()
    {
        using var block = new RamBlock("gone", IRamBlock.PageSize);
        block.Dispose();

        Assert.Throws<ObjectDisposedException>(() => block.Claim(0, 1, RamAccess.Read, new CountingClaimant()));
    }

    private sealed class ClaimingClaimant(IRamBlock block, IRamClaimant other) : IRamClaimant
    {
        public void BeforeAccess(ulong offset, ulong length, RamAccess access) => _ = block.Claim(offset, length, RamAccess.Read, other);
    }

    private sealed class CountingClaimant : IRamClaimant
    {
        public int Calls { get; private set; }

        public RamBlock? Renews { get; init; }

        public void BeforeAccess(ulong offset, ulong length, RamAccess access)
        {
            Calls++;
            _ = Renews?.Claim(offset, length, RamAccess.Read, this);
        }
    }
}
