using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Rtl;

/// <summary>Counted strings of 16-bit characters. Values that a console gave: xbox_kernel_test_suite, src/tests/rtl/suite.</summary>
public sealed class RtlUnicodeTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("Xbox", "Xbox", false, 0)]
    [InlineData("Xbox", "xbox", false, -32)]
    [InlineData("Xbox", "xbox", true, 0)]
    [InlineData("Xbox", "Xb", false, 4)]
    [InlineData("Xbox", "Xbox Original", true, -18)]
    [InlineData("\u0430", "\u0410", true, 0)]
    public void Compare_TwoStrings_GivesDifference(string first, string second, bool ignoresCase, int difference) =>
        Assert.Equal(difference, (int)_kernel.Call("RtlCompareUnicodeString", _kernel.WideCounted(first), _kernel.WideCounted(second), ignoresCase ? 1U : 0));

    [Theory]
    [InlineData("Xbox", "xBOX", true, 1U)]
    [InlineData("Xbox", "xBOX", false, 0U)]
    [InlineData("Xbox", "Xbo", true, 0U)]
    public void Equal_TwoStrings_Compares(string first, string second, bool ignoresCase, uint equal) =>
        Assert.Equal(equal, _kernel.Call("RtlEqualUnicodeString", _kernel.WideCounted(first), _kernel.WideCounted(second), ignoresCase ? 1U : 0));

    [Fact]
    public void AppendString_TwiceThenOnceTooOften_IsRefused()
    {
        uint destination = _kernel.WideCounted(string.Empty, maximum: 20);
        uint source = _kernel.WideCounted("Xbox");

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlAppendUnicodeStringToString", destination, source));
        Assert.Equal(NtStatus.Success, _kernel.Call("RtlAppendUnicodeStringToString", destination, source));
        Assert.Equal(NtStatus.BufferTooSmall, _kernel.Call("RtlAppendUnicodeStringToString", destination, source));

        Assert.Equal("XboxXbox", _kernel.WideTextOf(destination));
    }

    [Fact]
    public void AppendText_WithRoom_Appends()
    {
        uint destination = _kernel.WideCounted("X", maximum: 10);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlAppendUnicodeToString", destination, _kernel.WideText("box")));
        Assert.Equal(NtStatus.Success, _kernel.Call("RtlAppendUnicodeToString", destination, 0));

        Assert.Equal("Xbox", _kernel.WideTextOf(destination));
    }

    [Fact]
    public void AppendText_LongerThanAnyString_IsTooLong()
    {
        uint text = _kernel.Place([.. Enumerable.Repeat((byte)'a', 0x2_0002), 0, 0]);

        Assert.Equal(NtStatus.BufferTooSmall, _kernel.Call("RtlAppendUnicodeToString", _kernel.WideCounted(string.Empty, maximum: 0xFFFE), text));
    }

    [Fact]
    public void Copy_LongerThanRoom_IsCut()
    {
        uint destination = _kernel.WideCounted("....", maximum: 8);

        _ = _kernel.Call("RtlCopyUnicodeString", destination, _kernel.WideCounted("xbox is cool"));

        Assert.Equal("xbox", _kernel.WideTextOf(destination));
    }

    [Fact]
    public void Create_Text_CopiesToPoolThatFreeTakesBack()
    {
        uint destination = _kernel.Allocate(8);

        Assert.Equal(1U, _kernel.Call("RtlCreateUnicodeString", destination, _kernel.WideText("Xbox")));

        var made = GuestString.Read(_kernel.Memory, destination);
        Assert.Equal("Xbox", _kernel.WideTextOf(destination));
        Assert.Equal(10, made.MaximumLength);
        Assert.True(_kernel.Kernel.Pool.SizeOf(made.Buffer) >= 10);
        _ = _kernel.Call("RtlFreeUnicodeString", destination);
        Assert.Equal(new GuestString(destination, 0, 0, 0), GuestString.Read(_kernel.Memory, destination));
        Assert.Equal(made.Buffer, _kernel.Kernel.Pool.Allocate(10, 0));
    }

    [Fact]
    public void Create_TextLongerThanAnyString_Fails()
    {
        uint text = _kernel.Place([.. Enumerable.Repeat((byte)'a', 0xFFFE), 0, 0]);

        Assert.Equal(0U, _kernel.Call("RtlCreateUnicodeString", _kernel.Allocate(8), text));
    }

    [Theory]
    [InlineData("RtlUpcaseUnicodeString", "Xb\xF6x \u0436\xB5\xFF", "XB\xD6X \u0416\xB5\u0178")]
    [InlineData("RtlDowncaseUnicodeString", "Xb\xD6x \u0416", "xb\xF6x \u0436")]
    public void ChangeCase_Allocating_GivesTheSameLength(string export, string text, string expected)
    {
        uint destination = _kernel.Allocate(8);

        Assert.Equal(NtStatus.Success, _kernel.Call(export, destination, _kernel.WideCounted(text), 1));

        Assert.Equal(expected, _kernel.WideTextOf(destination));
        Assert.Equal(2 * text.Length, _kernel.Memory.Read16(destination + 2));
    }

    [Fact]
    public void Upcase_InPlaceAndTooLong_IsDoneOrRefused()
    {
        uint text = _kernel.WideCounted("xbox");
        uint small = _kernel.WideCounted("..", maximum: 6);

        Assert.Equal(NtStatus.BufferOverflow, _kernel.Call("RtlUpcaseUnicodeString", small, text, 0));
        Assert.Equal(NtStatus.Success, _kernel.Call("RtlUpcaseUnicodeString", text, text, 0));

        Assert.Equal("XBOX", _kernel.WideTextOf(text));
        Assert.Equal("..", _kernel.WideTextOf(small));
    }

    [Theory]
    [InlineData("RtlUpcaseUnicodeChar", 'w', 'W')]
    [InlineData("RtlUpcaseUnicodeChar", '$', '$')]
    [InlineData("RtlDowncaseUnicodeChar", 'W', 'w')]
    [InlineData("RtlDowncaseUnicodeChar", ']', ']')]
    public void CaseOfCharacter_AnyCharacter_IsChanged(string export, char character, char expected) =>
        Assert.Equal(expected, _kernel.Call(export, character | 0xABCD_0000U));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Init_TextOverPages_CountsBytes(int misalignment)
    {
        uint destination = _kernel.Allocate(8);
        uint text = _kernel.Allocate(0x3000) + (uint)misalignment;
        _kernel.Memory.Fill(text, 0x2468, (byte)'a');

        _ = _kernel.Call("RtlInitUnicodeString", destination, text);

        Assert.Equal(new GuestString(destination, 0x2468, 0x246A, text), GuestString.Read(_kernel.Memory, destination));
    }

    [Fact]
    public void Init_TextAtTheEndOfMemory_ReadsNothingBehindIt()
    {
        uint destination = _kernel.Allocate(8);
        uint text = _kernel.AllocateAtEnd(6);
        _kernel.Memory.Write32(text, 0x0042_0041);

        _ = _kernel.Call("RtlInitUnicodeString", destination, text);

        Assert.Equal("AB", _kernel.WideTextOf(destination));
    }
}
