namespace Xemu.Migration.Format.Tests;

public class VmStateTreeTests
{
    [Fact]
    public void Parse_FieldLongerThanThePayload_IsRefused()
    {
        SnapshotFormatException e = Refused(new byte[3], Struct(new VmStateField("x", "uint32", 4, 1, false, -1, null)));

        Assert.Equal("Field 'x' at 0x100 needs 4 bytes; its section has 3 left.", e.Message);
    }

    [Fact]
    public void Parse_BytesLeftOver_IsRefused() =>
        Refused(new byte[5], Struct(new VmStateField("x", "uint32", 4, 1, false, -1, null)));

    [Fact]
    public void Parse_ArrayOfEmptyStructs_IsRefused() =>
        Refused(new byte[5], Struct(new VmStateField("x", "struct", 0, 1 << 26, true, -1, Struct())));

    [Fact]
    public void Parse_StructOfOtherSizeThanDescribed_IsRefused() =>
        Refused(new byte[4], Struct(new VmStateField("x", "struct", 3, 1, false, -1, Struct(new VmStateField("y", "uint32", 4, 1, false, -1, null)))));

    [Fact]
    public void Parse_PayloadLengthThatIsWrong_IsRefused() =>
        Refused([0, 0, 0, 2, 9], Struct(
            new VmStateField("payload-length", "uint32", 4, 1, false, -1, null), new VmStateField("y", "uint8", 1, 1, false, -1, null)));

    [Fact]
    public void Parse_SubsectionOfAnotherName_IsRefused()
    {
        var description = new VmStateStruct("d", 1, [], [new VmStateStruct("d/s", 1, [], [])]);

        Refused([5, 3, (byte)'d', (byte)'/', (byte)'t', 0, 0, 0, 1], description);
    }

    [Fact]
    public void Parse_ArrayOfStructs_HasAnElementEach()
    {
        VmStateStruct element = Struct(new VmStateField("y", "uint16", 2, 1, false, -1, null));

        VmStateNode root = VmStateTree.Parse(new byte[] { 0, 1, 0, 2 }, Struct(new VmStateField("x", "struct", 2, 2, true, -1, element)), 0);

        VmStateNode second = root.Find("x")!.Children[1];
        Assert.Equal("x[1]", second.Name);
        Assert.Equal([0, 2], second.Find("y")!.Data.ToArray());
        Assert.Equal(2, second.Position);
    }

    [Fact]
    public void Size_ClaimsBeyondASection_IsRefused() =>
        Assert.Throws<SnapshotFormatException>(() =>
            Struct(new VmStateField("x", "buffer", FormatLimits.SectionBytes, FormatLimits.SectionBytes, true, -1, null)).Size());

    private static VmStateStruct Struct(params VmStateField[] fields) => new("d", 1, fields, []);

    private static SnapshotFormatException Refused(byte[] payload, VmStateStruct description) =>
        Assert.Throws<SnapshotFormatException>(() => VmStateTree.Parse(payload, description, 0x100));
}
