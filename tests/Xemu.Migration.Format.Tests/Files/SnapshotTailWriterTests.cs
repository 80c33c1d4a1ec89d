using System.Buffers.Binary;

namespace Xemu.Migration.Format.Tests;

public class SnapshotTailWriterTests
{
    [Fact]
    public void AddDevice_NameTwice_IsRefused()
    {
        SnapshotTailWriter tail = Tail();
        tail.AddDevice("a", 0, TestSnapshots.Timer());

        Assert.Throws<SnapshotFormatException>(() => tail.AddDevice("a", 0, TestSnapshots.Timer()));
        tail.AddDevice("a", 1, TestSnapshots.Timer());
    }

    [Fact]
    public void Finish_AnyLength_HasNoBraceInItsBytes()
    {
        // QEMU's script looks for the first brace behind the last zero byte.
        Assert.All(Enumerable.Range(0, 300), padding =>
        {
            ReadOnlySpan<byte> tail = Tail().Finish([], json => json.WriteString("x", new string('x', padding + 31_200))).Span;
            int json = tail.LastIndexOf((byte)0);
            int brace = json + tail[json..].IndexOf((byte)'{');
            Assert.Equal(6, tail[brace - 5]);
            Assert.Equal(tail.Length - brace, BinaryPrimitives.ReadInt32BigEndian(tail[(brace - 4)..]));
        });
    }

    [Fact]
    public void Finish_DescriptionThatQemusScriptCannotRead_IsRefused() =>
        Assert.Throws<SnapshotFormatException>(() =>
            Tail().Finish([], json => json.WriteString("x", new string('x', FormatLimits.WrittenDescriptionBytes))));

    private static SnapshotTailWriter Tail() => new(new MappedRamLayout("m", [new("ram", 4096)]));
}
