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
