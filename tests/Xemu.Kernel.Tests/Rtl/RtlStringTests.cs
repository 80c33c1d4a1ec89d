using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Rtl;

/// <summary>Counted strings of 8-bit characters. Values that a console gave: xbox_kernel_test_suite, src/tests/rtl/suite.</summary>
public sealed class RtlStringTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Append_WithRoom_Appends()
    {
        uint destination = _kernel.Counted("XB", maximum: 4);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlAppendStringToString", destination, _kernel.Counted("OX")));

        Assert.Equal("XBOX", _kernel.TextOf(destination));
    }

    [Fact]
    public void Append_WithoutRoom_ChangesNothing()
    {
        uint destination = _kernel.Counted("XBO", maximum: 4);

        Assert.Equal(NtStatus.BufferTooSmall, _kernel.Call("RtlAppendStringToString", destination, _kernel.Counted("XX")));

        Assert.Equal("XBO", _kernel.TextOf(destination));
    }

    [Theory]
    [InlineData("test_string", "TEST_STRING", true, 0)]
    [InlineData("test_string", "TEST_STRING", false, 32)]
    [InlineData("test_string", "this_is_a_long_string", true, -3)]
    [InlineData("this_is_a_long_string", "test_string", true, 3)]
    [InlineData("abc", "abcde", false, -2)]
    [InlineData("\xE9", "e", false, 0xE9 - 'e')]
    public void Compare_TwoStrings_GivesDifference(string first, string second, bool ignoresCase, int difference) =>
        Assert.Equal(difference, (int)_kernel.Call("RtlCompareString", _kernel.Counted(first), _kernel.Counted(second), ignoresCase ? 1U : 0));

    [Theory]
    [InlineData("Xbox", "xBOX", true, 1U)]
    [InlineData("Xbox", "xBOX", false, 0U)]
    [InlineData("Xbox", "Xbo", true, 0U)]
    [InlineData("", "", false, 1U)]
    public void Equal_TwoStrings_Compares(string first, string second, bool ignoresCase, uint equal) =>
        Assert.Equal(equal, _kernel.Call("RtlEqualString", _kernel.Counted(first), _kernel.Counted(second), ignoresCase ? 1U : 0));

    [Fact]
    public void Copy_LongerThanRoom_IsCut()
    {
        uint destination = _kernel.Counted("......", maximum: 6);

        _ = _kernel.Call("RtlCopyString", destination, _kernel.Counted("xbox is cool"));

        Assert.Equal("xbox i", _kernel.TextOf(destination));
    }

    [Fact]
    public void Copy_OfNothing_Empties()
    {
        uint destination = _kernel.Counted("text");

        _ = _kernel.Call("RtlCopyString", destination, 0);

        Assert.Equal(string.Empty, _kernel.TextOf(destination));
    }

    [Fact]
    public void Upper_Text_WritesUpperCase()
    {
        uint destination = _kernel.Counted("......", maximum: 6);

        _ = _kernel.Call("RtlUpperString", destination, _kernel.Counted("xb\xF6x"));

        Assert.Equal("XB\xD6X", _kernel.TextOf(destination));
    }

    [Fact]
    public void UpperChar_EveryCharacter_IsAsOnTheConsole()
    {
        byte[] expected = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        foreach (int i in Enumerable.Range('a', 26).Concat(Enumerable.Range(0xE0, 31).Where(static i => i != 0xF7)))
        {
            expected[i] = (byte)(i - 0x20);
        }

        expected[0xFF] = (byte)'?';

        Assert.Equal(expected, Enumerable.Range(0, 256).Select(i => (byte)_kernel.Call("RtlUpperChar", (uint)i)));
    }

    [Fact]
    public void LowerChar_EveryCharacter_IsAsOnTheConsole()
    {
        byte[] expected = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        foreach (int i in Enumerable.Range('A', 26).Concat(Enumerable.Range(0xC0, 31).Where(static i => i != 0xD7)))
        {
            expected[i] = (byte)(i + 0x20);
        }

        Assert.Equal(expected, Enumerable.Range(0, 256).Select(i => (byte)_kernel.Call("RtlLowerChar", (uint)i)));
    }

    [Fact]
    public void Init_Text_CountsToItsEnd()
    {
        uint destination = _kernel.Allocate(8);
        uint text = _kernel.Text("hello");

        _ = _kernel.Call("RtlInitAnsiString", destination, text);

        Assert.Equal(new GuestString(destination, 5, 6, text), GuestString.Read(_kernel.Memory, destination));
    }

    [Fact]
    public void Init_TextOfManyPages_CountsIn16Bits()
    {
        uint destination = _kernel.Allocate(8);
        uint text = _kernel.Place([.. Enumerable.Repeat((byte)'a', 0x1_2345), 0]);

        _ = _kernel.Call("RtlInitAnsiString", destination, text);

        Assert.Equal(new GuestString(destination, 0x2345, 0x2346, text), GuestString.Read(_kernel.Memory, destination));
    }

    [Fact]
    public void Init_WithoutText_IsEmpty()
    {
        uint destination = _kernel.Counted("text");

        _ = _kernel.Call("RtlInitAnsiString", destination, 0);

        Assert.Equal(new GuestString(destination, 0, 0, 0), GuestString.Read(_kernel.Memory, destination));
    }

    [Fact]
    public void Init_TextWithoutEnd_FaultsBehindIt()
    {
        uint text = _kernel.AllocateAtEnd(100);
        _kernel.Memory.Fill(text, 100, (byte)'x');

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke("RtlInitAnsiString", [_kernel.Allocate(8), text], out uint address));

        Assert.Equal(text + 100, address);
    }
}
