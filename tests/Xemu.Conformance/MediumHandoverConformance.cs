using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Conformance;

/// <summary>What every medium that machines hand to one another must pass. Two openings of the same files stand for two machines.</summary>
public abstract class MediumHandoverConformance : IDisposable
{
    private const int Sector = 512;
    private readonly List<IDisposable> _opened = [];

    /// <summary>Opens the medium, always on the same files, which hold at least 64 KiB.</summary>
    /// <param name="isIncoming">Whether the machine was started to receive its state.</param>
    protected abstract IBlockDevice Open(bool isIncoming);

    /// <summary>Makes an empty medium of the same type on other files.</summary>
    protected abstract IBlockDevice OpenOther();

    public virtual void Dispose()
    {
        foreach (IDisposable opened in _opened)
        {
            opened.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Incoming_WhileAnotherHoldsIt_IsReleasedAndDisturbsNobody()
    {
        IBlockDevice source = Source(1);
        MediumLayer before = ((IMediumIdentity)source).Layer;

        IBlockDevice target = Opened(isIncoming: true);

        Assert.True(((IMediumHandover)target).IsReleased);
        Assert.False(((IMediumHandover)source).IsReleased);
        Assert.Equal(source.SizeBytes, target.SizeBytes);
        Assert.Throws<IOException>(() => First(target));
        Assert.Throws<IOException>(() => target.Write(0, Filled(9)));
        Assert.Throws<IOException>(() => ((IMediumIdentity)target).Seal());
        source.Write(0, Filled(2));
        source.Flush();
        Assert.Equal(Filled(2), First(source));
        Assert.Equal(before.LayerId, ((IMediumIdentity)source).Layer.LayerId);
    }

    [Fact]
    public void TakeOver_OfWhatWasReleased_GivesItsContentAndTakesWrites()
    {
        IBlockDevice source = Source(3);
        IBlockDevice target = Opened(isIncoming: true);
        MediumLayer left = ((IMediumHandover)source).Release();

        ((IMediumHandover)target).TakeOver(left);

        Assert.True(((IMediumHandover)source).IsReleased);
        Assert.False(((IMediumHandover)target).IsReleased);
        Assert.Equal(Filled(3), First(target));
        target.Write(0, Filled(4));
        Assert.Equal(Filled(4), First(target));
        Assert.Equal((left.MediumId, left.LayerId), (((IMediumIdentity)target).Layer.MediumId, ((IMediumIdentity)target).Layer.LayerId));
        Assert.Throws<IOException>(() => First(source));
        Assert.Throws<IOException>(() => source.Write(0, Filled(9)));
    }

    [Fact]
    public void TakeOver_WhileHeld_IsRefusedAndDisturbsNobody()
    {
        IBlockDevice source = Source(5);
        IBlockDevice target = Opened(isIncoming: true);

        Assert.Throws<StateException>(() => ((IMediumHandover)target).TakeOver(((IMediumIdentity)source).Layer));

        Assert.True(((IMediumHandover)target).IsReleased);
        source.Write(0, Filled(6));
        Assert.Equal(Filled(6), First(source));
    }

    [Fact]
    public void TakeOver_AfterTheHolderEndedWithoutReleasing_IsRefused()
    {
        IBlockDevice source = Source(5);
        MediumLayer layer = ((IMediumIdentity)source).Layer;
        IBlockDevice target = Opened(isIncoming: true);
        ((IDisposable)source).Dispose();

        Assert.Throws<StateException>(() => ((IMediumHandover)target).TakeOver(layer));

        Assert.True(((IMediumHandover)target).IsReleased);
    }

    [Fact]
    public void TakeOver_OfAnotherMedium_IsRefusedAndLeavesItReleased()
    {
        IBlockDevice source = Source(7);
        IBlockDevice other = OpenOther();
        _opened.Add((IDisposable)other);
        other.Write(0, Filled(8));
        IBlockDevice target = Opened(isIncoming: true);
        MediumLayer left = ((IMediumHandover)source).Release();
        MediumLayer otherLeft = ((IMediumHandover)other).Release();

        Assert.Throws<StateException>(() => ((IMediumHandover)target).TakeOver(otherLeft));

        ((IMediumHandover)target).TakeOver(left);
        Assert.Equal(Filled(7), First(target));
    }

    [Fact]
    public void TakeOver_AfterTheSourceTookItBackAndWroteOn_NeedsTheNewRelease()
    {
        IBlockDevice source = Source(1);
        IBlockDevice target = Opened(isIncoming: true);
        MediumLayer old = ((IMediumHandover)source).Release();
        ((IMediumHandover)source).TakeBack();
        Assert.Equal(Filled(1), First(source));
        source.Write(0, Filled(2));
        MediumLayer left = ((IMediumHandover)source).Release();

        Assert.Throws<StateException>(() => ((IMediumHandover)target).TakeOver(old));
        ((IMediumHandover)target).TakeOver(left);

        Assert.Equal(Filled(2), First(target));
    }

    [Fact]
    public void TakeBack_WhileAnotherHasIt_IsRefused()
    {
        IBlockDevice source = Source(1);
        IBlockDevice target = Opened(isIncoming: true);
        ((IMediumHandover)target).TakeOver(((IMediumHandover)source).Release());

        Assert.Throws<StateException>(((IMediumHandover)source).TakeBack);

        Assert.True(((IMediumHandover)source).IsReleased);
        target.Write(0, Filled(2));
        Assert.Equal(Filled(2), First(target));
    }

    [Fact]
    public void TakeBack_AfterAnotherHadItAndWrote_IsRefused()
    {
        IBlockDevice source = Source(1);
        IBlockDevice target = Opened(isIncoming: true);
        ((IMediumHandover)target).TakeOver(((IMediumHandover)source).Release());
        target.Write(0, Filled(2));
        ((IDisposable)target).Dispose();

        Assert.Throws<StateException>(((IMediumHandover)source).TakeBack);
    }

    [Fact]
    public void TakeBack_OnAMachineThatNeverHadIt_IsRefused()
    {
        Source(1);
        IBlockDevice target = Opened(isIncoming: true);

        Assert.Throws<StateException>(((IMediumHandover)target).TakeBack);
    }

    [Fact]
    public void Release_Twice_GivesTheSameLayer()
    {
        IBlockDevice source = Source(1);

        MediumLayer first = ((IMediumHandover)source).Release();

        Assert.Equal(first, ((IMediumHandover)source).Release());
    }

    [Fact]
    public void Open_PlainAfterAReleaseThatNobodyAnswered_HasEverything()
    {
        IBlockDevice source = Source(11);
        ((IMediumHandover)source).Release();

        // The source is not disposed: a killed process disposes nothing.
        IBlockDevice later = Opened(isIncoming: false);

        Assert.Equal(Filled(11), First(later));
        later.Write(0, Filled(12));
        Assert.Equal(Filled(12), First(later));
    }

    [Fact]
    public void TakeOver_AfterAPlainStartWroteMeanwhile_IsRefused()
    {
        IBlockDevice source = Source(11);
        MediumLayer left = ((IMediumHandover)source).Release();
        IBlockDevice target = Opened(isIncoming: true);
        IBlockDevice later = Opened(isIncoming: false);
        later.Write(0, Filled(12));
        ((IDisposable)later).Dispose();

        Assert.Throws<StateException>(() => ((IMediumHandover)target).TakeOver(left));
    }

    [Fact]
    public void Handover_ThereAndBack_KeepsEachMachinesWrites()
    {
        IBlockDevice source = Source(1);
        IBlockDevice target = Opened(isIncoming: true);
        ((IMediumHandover)target).TakeOver(((IMediumHandover)source).Release());
        target.Write(Sector, Filled(2));

        ((IMediumHandover)source).TakeOver(((IMediumHandover)target).Release());

        byte[] second = new byte[Sector];
        source.Read(Sector, second);
        Assert.Equal(Filled(1), First(source));
        Assert.Equal(Filled(2), second);
    }

    [Fact]
    public void RestoreTo_ASealedLayerOnAnIncomingMachine_OpensTheMedium()
    {
        IBlockDevice source = Source(1);
        MediumLayer layer = ((IMediumIdentity)source).Seal();
        IBlockDevice target = Opened(isIncoming: true);
        Assert.Throws<StateException>(() => ((IMediumIdentity)target).RestoreTo(layer));
        ((IDisposable)source).Dispose();

        ((IMediumIdentity)target).RestoreTo(layer);

        Assert.False(((IMediumHandover)target).IsReleased);
        Assert.Equal(Filled(1), First(target));
    }

    private static byte[] Filled(byte value)
    {
        byte[] sector = new byte[Sector];
        Array.Fill(sector, value);
        return sector;
    }

    private static byte[] First(IBlockDevice medium)
    {
        byte[] sector = new byte[Sector];
        medium.Read(0, sector);
        return sector;
    }

    private IBlockDevice Opened(bool isIncoming)
    {
        IBlockDevice medium = Open(isIncoming);
        _opened.Add((IDisposable)medium);
        return medium;
    }

    private IBlockDevice Source(byte content)
    {
        IBlockDevice source = Opened(isIncoming: false);
        source.Write(0, Filled(content));
        return source;
    }
}
