using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Conformance;

/// <summary>What every writable medium that snapshots record must pass.</summary>
public abstract class MediumIdentityConformance : BlockDeviceConformance
{
    private const int Sector = 512;

    [Fact]
    public void RestoreTo_TheSealedLayer_BringsItsContentBack()
    {
        IBlockDevice medium = Create(1 << 20);
        var identity = (IMediumIdentity)medium;
        medium.Write(0, Filled(1));
        MediumLayer sealedLayer = identity.Seal();
        medium.Write(0, Filled(2));

        identity.RestoreTo(sealedLayer);

        Assert.Equal(Filled(1), ReadFirst(medium));
        (medium as IDisposable)?.Dispose();
    }

    [Fact]
    public void Seal_EachTime_GivesAnotherLayerOfTheSameMedium()
    {
        IBlockDevice medium = Create(1 << 20);
        var identity = (IMediumIdentity)medium;
        medium.Write(0, Filled(1));
        MediumLayer first = identity.Seal();
        medium.Write(0, Filled(2));
        MediumLayer second = identity.Seal();

        Assert.Equal(first.MediumId, second.MediumId);
        Assert.NotEqual(first.LayerId, second.LayerId);
        Assert.True(second.Generation > first.Generation);
        (medium as IDisposable)?.Dispose();
    }

    [Fact]
    public void RestoreTo_AnotherMediumsLayer_IsRefusedAndChangesNothing()
    {
        IBlockDevice medium = Create(1 << 20);
        var identity = (IMediumIdentity)medium;
        medium.Write(0, Filled(3));

        Assert.Throws<StateException>(() => identity.RestoreTo(new MediumLayer(Guid.NewGuid(), Guid.NewGuid(), 1)));

        Assert.Equal(Filled(3), ReadFirst(medium));
        (medium as IDisposable)?.Dispose();
    }

    [Fact]
    public void BeginSeal_GuestWritesOnBeforeItIsStable_GivesTheLayerAsItWas()
    {
        IBlockDevice medium = Create(1 << 20);
        var identity = (IMediumIdentity)medium;
        medium.Write(0, Filled(1));
        identity.PrepareSeal();
        medium.Write(0, Filled(2));
        MediumLayer before = identity.Layer;

        Func<MediumLayer> complete = identity.BeginSeal();
        medium.Write(0, Filled(3));
        medium.Flush();
        MediumLayer sealedLayer = complete();

        Assert.Equal(before, sealedLayer);
        Assert.Equal(sealedLayer, complete());
        Assert.NotEqual(sealedLayer.LayerId, identity.Layer.LayerId);
        Assert.Equal(Filled(3), ReadFirst(medium));
        identity.RestoreTo(sealedLayer);
        Assert.Equal(Filled(2), ReadFirst(medium));
        (medium as IDisposable)?.Dispose();
    }

    [Fact]
    public void BeginSeal_NotPreparedAndNotCompleted_SealsAllTheSame()
    {
        IBlockDevice medium = Create(1 << 20);
        var identity = (IMediumIdentity)medium;
        medium.Write(0, Filled(1));
        Func<MediumLayer> first = identity.BeginSeal();
        medium.Write(0, Filled(2));
        Func<MediumLayer> second = identity.BeginSeal();
        medium.Write(0, Filled(3));

        identity.RestoreTo(second());
        Assert.Equal(Filled(2), ReadFirst(medium));
        identity.RestoreTo(first());
        Assert.Equal(Filled(1), ReadFirst(medium));
        (medium as IDisposable)?.Dispose();
    }

    [Fact]
    public void PrepareSeal_WithoutASeal_ChangesNothing()
    {
        IBlockDevice medium = Create(1 << 20);
        var identity = (IMediumIdentity)medium;
        medium.Write(0, Filled(1));
        MediumLayer sealedLayer = identity.Seal();
        medium.Write(0, Filled(2));
        MediumLayer before = identity.Layer;

        identity.PrepareSeal();
        identity.PrepareSeal();

        Assert.Equal(before, identity.Layer);
        medium.Write(0, Filled(3));
        Assert.Equal(Filled(3), ReadFirst(medium));
        identity.RestoreTo(sealedLayer);
        Assert.Equal(Filled(1), ReadFirst(medium));
        identity.PrepareSeal();
        Assert.Equal(identity.Layer, identity.Seal());
        (medium as IDisposable)?.Dispose();
    }

    private static byte[] Filled(byte value)
    {
        byte[] sector = new byte[Sector];
        Array.Fill(sector, value);
        return sector;
    }

    private static byte[] ReadFirst(IBlockDevice medium)
    {
        byte[] sector = new byte[Sector];
        medium.Read(0, sector);
        return sector;
    }
}
