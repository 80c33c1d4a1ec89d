using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>What a transport must pass that is a pipe: one channel, bytes in order.</summary>
public abstract class MigrationTransportConformanceSingleChannel : MigrationTransportSuite
{
    [Fact]
    public void Abilities_Told_AreAPipes()
    {
        Task? reading = StartReader();
        using IMigrationStream stream = Open(0);

        Assert.Equal(new TransportAbilities(), stream.Abilities);
        Assert.Null(stream.LengthBytes);
        stream.Commit();
        stream.Dispose();
        EndReader(reading);
    }

    [Fact]
    public void PageChannels_Asked_AreRefused()
    {
        Exception atOpening = Assert.Throws<MigrationException>(() => Open(1));
        Task? reading = StartReader();
        using IMigrationStream stream = Open(0);
        Exception later = Assert.Throws<MigrationException>(() => stream.OpenPageChannels(1, CancellationToken.None));

        AssertSentence(atOpening.Message);
        AssertSentence(later.Message);
        stream.Abort();
        stream.Dispose();
        EndReader(reading);
    }

    [Fact]
    public void Positions_Wrong_AreIgnored()
    {
        byte[] read = new byte[6];

        Fixture.Transfer(
            0,
            static stream =>
            {
                stream.Main.Write(1000, "abc"u8);
                stream.Main.Write(0, "def"u8);
            },
            stream => stream.Main.Read(77, read));

        Assert.Equal("abcdef"u8, read);
    }
}
