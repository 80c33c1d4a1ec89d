using System.Text;
using System.Text.Json;

namespace Xemu.Migration.Format.Tests;

public class VmStateWriterTests
{
    [Fact]
    public void Finish_NumbersOfEveryWidth_AreBigEndianBehindTheirLength()
    {
        var state = new VmStateWriter("d", 1);
        state.Field("flag", true);
        state.Field("byte", (byte)0x12);
        state.Field("half", (ushort)0x1234);
        state.Field("word", 0x1234_5678u);
        state.Field("signed", -2);
        state.Field("long", 0x0102_0304_0506_0708UL);
        state.Field("signed-long", -3L);
        state.Words("words", [1, 2]);
        state.Bytes("bytes", [0xAA, 0xBB]);

        VmStateSection section = state.Finish();

        Assert.Equal(
            "00000026" + "01" + "12" + "1234" + "12345678" + "fffffffe" + "0102030405060708" + "fffffffffffffffd" + "0000000100000002" + "aabb",
            Convert.ToHexStringLower(section.Payload.Span));
    }

    [Fact]
    public void Finish_Subsection_StandsBehindTheFieldsWhateverTheOrder()
    {
        var state = new VmStateWriter("dev", 1);
        state.BeginSubsection("sub", 7);
        state.Field("a", (byte)1);
        state.End();
        state.Field("b", (byte)2);

        VmStateSection section = state.Finish();

        string hex = "00000010" + "02" + "05" + "07" + Convert.ToHexStringLower("dev/sub"u8) + "00000007" + "01";
        Assert.Equal(hex.Replace("00000010", "0000000f", StringComparison.Ordinal), Convert.ToHexStringLower(section.Payload.Span));
        Assert.Equal(
            """{"vmsd_name":"dev","version":1,"fields":[{"name":"payload-length","type":"uint32","size":4},{"name":"b","type":"uint8","size":1}],"subsections":[{"vmsd_name":"dev/sub","version":7,"fields":[{"name":"a","type":"uint8","size":1}]}]}""",
            "{" + Encoding.ASCII.GetString(section.Description.Span) + "}");
    }

    [Fact]
    public void Finish_Part_BeginsWithItsVersion()
    {
        var state = new VmStateWriter("dev", 1);
        state.BeginPart("part", 9);
        state.Field("x", (byte)3);
        state.End();

        VmStateSection section = state.Finish();

        Assert.Equal("000000050000000903", Convert.ToHexStringLower(section.Payload.Span));
    }

    [Fact]
    public void Description_OfEveryKind_IsJson()
    {
        VmStateSection section = TestSnapshots.Timer();

        using var json = JsonDocument.Parse("{" + Encoding.ASCII.GetString(section.Description.Span) + "}");

        Assert.Equal(9, json.RootElement.GetProperty("fields").GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b")]
    [InlineData("ä")]
    public void Field_NameThatCannotStandInAFile_IsRefused(string name)
    {
        var state = new VmStateWriter("dev", 1);

        Assert.Throws<SnapshotFormatException>(() => state.Field(name, 1u));
    }

    [Fact]
    public void Field_NameOf128Bytes_IsRefused()
    {
        var state = new VmStateWriter("dev", 1);

        Assert.Throws<SnapshotFormatException>(() => state.Field(new string('x', 128), 1u));
    }

    [Fact]
    public void Field_NameTwice_IsRefused()
    {
        var state = new VmStateWriter("dev", 1);
        state.Field("x", 1u);

        Assert.Throws<SnapshotFormatException>(() => state.Field("x", 1u));
    }

    [Fact]
    public void BeginPart_DeeperThanTheLimit_IsRefused()
    {
        var state = new VmStateWriter("dev", 1);

        Assert.Throws<SnapshotFormatException>(() => Nest(state, FormatLimits.StructDepth + 1));
    }

    private static void Nest(VmStateWriter state, int depth)
    {
        for (int i = 0; i < depth; i++)
        {
            state.BeginPart("p", 1);
        }
    }
}
