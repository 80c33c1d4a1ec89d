using Xemu.Abstractions.Media;

namespace Xemu.Conformance;

/// <summary>What every block medium must pass.</summary>
public abstract class BlockDeviceConformance
{
    private const int Sector = 512;

    /// <summary>Makes a writable medium of zeros.</summary>
    /// <param name="sizeBytes">Its size.</param>
    protected abstract IBlockDevice Create(ulong sizeBytes);

    [Fact]
    public void SizeBytes_OfANewMedium_IsWhatWasAskedFor()
    {
        IBlockDevice medium = Create(1 << 20);

        Assert.Equal(1ul << 20, medium.SizeBytes);
        (medium as IDisposable)?.Dispose();
    }

    [Fact]
    public void Read_AfterRandomWrites_GivesWhatWasWritten()
    {
        IBlockDevice medium = Create(1 << 20);
        byte[] model = new byte[1 << 20];
        var random = new Random(1);

        for (int i = 0; i < 500; i++)
        {
            int sectors = random.Next(1, 64);
            int start = random.Next((model.Length / Sector) - sectors) * Sector;
            Span<byte> data = model.AsSpan(start, sectors * Sector);
            random.NextBytes(data);
            medium.Write((ulong)start, data);
        }

        medium.Flush();
        byte[] read = new byte[model.Length];
        medium.Read(0, read);
        Assert.True(model.AsSpan().SequenceEqual(read));
        (medium as IDisposable)?.Dispose();
    }

    [Fact]
    public void Access_BeyondTheEnd_ThrowsAndChangesNothing()
    {
        IBlockDevice medium = Create(1 << 20);
        byte[] sectors = new byte[2 * Sector];
        Array.Fill(sectors, (byte)0xAA);

        Assert.ThrowsAny<Exception>(() => medium.Write((1 << 20) - Sector, sectors));

        byte[] last = new byte[Sector];
        medium.Read((1 << 20) - Sector, last);
        Assert.All(last, static b => Assert.Equal(0, b));
        (medium as IDisposable)?.Dispose();
    }
}
