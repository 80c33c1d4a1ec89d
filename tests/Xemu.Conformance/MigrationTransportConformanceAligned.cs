using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>What a transport must pass whose <see cref="TransportAbilities.Alignment"/> is more than 1.</summary>
public abstract class MigrationTransportConformanceAligned : MigrationTransportSuite
{
    [Fact]
    public void PageChannel_PositionOrLengthOrMemoryOff_IsRefused()
    {
        using var memory = new AlignedMemory(1 << 20);
        using (IMigrationStream stream = Open(1))
        {
            TransportAbilities abilities = stream.Abilities;
            int half = abilities.Alignment / 2;
            IMigrationChannel channel = stream.PageChannels[0];
            Assert.True(abilities.Alignment > 1 && abilities.MemoryAlignment > 1);

            Assert.Throws<ArgumentException>(() => channel.Write((ulong)half, memory.Span[..abilities.Alignment]));
            Assert.Throws<ArgumentException>(() => channel.Write(0, memory.Span[..half]));
            Assert.Throws<ArgumentException>(() => channel.Write(0, memory.Span.Slice(abilities.MemoryAlignment / 2, abilities.Alignment)));
            Assert.Throws<ArgumentException>(() => channel.WriteVectored(0, [memory.Slice(0, abilities.Alignment), memory.Slice(8192 + (abilities.MemoryAlignment / 2), abilities.Alignment)]));
            Assert.Throws<ArgumentException>(() => channel.WriteVectored(0, [memory.Slice(0, half), memory.Slice(8192, half)]));
            channel.Write((ulong)abilities.Alignment, memory.Span[..abilities.Alignment]);
            stream.Main.Write(3, memory.Span.Slice(1, 5));
            stream.Commit();
        }

        using IMigrationStream reader = OpenRead(1);
        Assert.Throws<ArgumentException>(() => reader.PageChannels[0].Read(1, memory.Span[..reader.Abilities.Alignment]));
        Assert.Throws<ArgumentException>(() => reader.PageChannels[0].ReadVectored(0, [memory.Slice(1, reader.Abilities.Alignment)]));
        reader.PageChannels[0].Read(0, memory.Span[..(2 * reader.Abilities.Alignment)]);
    }
}
