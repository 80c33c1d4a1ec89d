using System.Text;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Rtl;

/// <summary>Between 8-bit and 16-bit text. Values that a console gave: xbox_kernel_test_suite, src/tests/rtl/suite/string_conversion.c.</summary>
public sealed class RtlConversionTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void AnsiToUnicode_EmptyWithoutRoom_Overflows() =>
        Assert.Equal(NtStatus.BufferOverflow, _kernel.Call("RtlAnsiStringToUnicodeString", _kernel.Structure(0, 0, 0), _kernel.Structure(0, 0, 0), 0));

    [Fact]
    public void AnsiToUnicode_LongerThanAnyString_IsInvalid() =>
        Assert.Equal(NtStatus.InvalidParameter2, _kernel.Call("RtlAnsiStringToUnicodeString", _kernel.Structure(0, 0, 0), _kernel.Structure(0xFFFF, 0xFFFF, _kernel.Allocate(0x1_0000)), 0));

    [Fact]
    public void AnsiToUnicode_Allocating_EndsWithNul()
    {
        uint destination = _kernel.Allocate(8);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlAnsiStringToUnicodeString", destination, _kernel.Counted("X\x80\xF6"), 1));

        Assert.Equal("X\x80\xF6", _kernel.WideTextOf(destination));
        Assert.Equal(8, _kernel.Memory.Read16(destination + 2));
        Assert.Equal(0, _kernel.Memory.Read16(_kernel.Memory.Read32(destination + 4) + 6));
    }

    [Fact]
    public void UnicodeToAnsi_Allocating_PutsQuestionMarks()
    {
        uint destination = _kernel.Allocate(8);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlUnicodeStringToAnsiString", destination, _kernel.WideCounted("Xbox\u0100\uFFFF\xFF"), 1));

        Assert.Equal("Xbox??\xFF", _kernel.TextOf(destination));
        Assert.Equal(8, _kernel.Memory.Read16(destination + 2));
        Assert.Equal(0, _kernel.Memory.Read8(_kernel.Memory.Read32(destination + 4) + 7));
    }

    [Fact]
    public void UnicodeToAnsi_OneTooLong_IsCutWithANul()
    {
        uint destination = _kernel.Counted("....", maximum: 4);

        Assert.Equal(NtStatus.BufferOverflow, _kernel.Call("RtlUnicodeStringToAnsiString", destination, _kernel.WideCounted("Xbox"), 0));

        Assert.Equal("Xbo", _kernel.TextOf(destination));
        Assert.Equal(0, _kernel.Memory.Read8(_kernel.Memory.Read32(destination + 4) + 3));
    }

    [Fact]
    public void UnicodeToAnsi_WithoutRoom_Overflows() =>
        Assert.Equal(NtStatus.BufferOverflow, _kernel.Call("RtlUnicodeStringToAnsiString", _kernel.Structure(5, 0, 0), _kernel.WideCounted("Xbox"), 0));

    [Fact]
    public void MultiByteToUnicode_Seeded_IsLatin1()
    {
        var random = new Random(1);
        for (int round = 0; round < 50; round++)
        {
            byte[] bytes = new byte[random.Next(3000)];
            random.NextBytes(bytes);
            int room = random.Next(2, 6001);
            uint destination = _kernel.Allocate(8192);
            uint count = _kernel.Allocate(4);

            Assert.Equal(NtStatus.Success, _kernel.Call("RtlMultiByteToUnicodeN", destination, (uint)room, count, _kernel.Place(bytes), (uint)bytes.Length));

            int written = Math.Min(bytes.Length, room / 2);
            Assert.Equal((uint)written * 2, _kernel.Memory.Read32(count));
            Assert.Equal(Encoding.Latin1.GetString(bytes, 0, written), Encoding.Unicode.GetString(_kernel.Bytes(destination, written * 2)));
            Assert.Equal(0, _kernel.Memory.Read16(destination + (uint)(written * 2)));
        }
    }

    [Fact]
    public void UnicodeToMultiByte_Seeded_IsLatin1()
    {
        var random = new Random(2);
        for (int round = 0; round < 50; round++)
        {
            char[] characters = [.. Enumerable.Range(0, random.Next(3000)).Select(_ => (char)random.Next(1, random.Next(2) == 0 ? 256 : 0xD800))];
            int room = random.Next(1, 3001);
            uint destination = _kernel.Allocate(4096);
            uint count = _kernel.Allocate(4);

            Assert.Equal(NtStatus.Success, _kernel.Call("RtlUnicodeToMultiByteN", destination, (uint)room, count, _kernel.WideText(new string(characters)), (uint)(2 * characters.Length)));

            int written = Math.Min(characters.Length, room);
            Assert.Equal((uint)written, _kernel.Memory.Read32(count));
            Assert.Equal(characters.Take(written).Select(static c => c <= 0xFF ? (byte)c : (byte)'?'), _kernel.Bytes(destination, written));
            Assert.Equal(0, _kernel.Memory.Read8(destination + (uint)written));
        }
    }

    [Fact]
    public void UpcaseToMultiByte_Text_IsUpperCase()
    {
        uint destination = _kernel.Allocate(16);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlUpcaseUnicodeToMultiByteN", destination, 16, 0, _kernel.WideText("xb\xF6x\u0436\xFF"), 12));

        Assert.Equal("XB\xD6X??", Encoding.Latin1.GetString(_kernel.Bytes(destination, 6)));
    }

    [Theory]
    [InlineData("RtlMultiByteToUnicodeSize", 14U)]
    [InlineData("RtlUnicodeToMultiByteSize", 3U)]
    public void Size_OfSevenBytes_IsCounted(string export, uint expected)
    {
        uint size = _kernel.Allocate(4);

        Assert.Equal(NtStatus.Success, _kernel.Call(export, size, 0, 7));

        Assert.Equal(expected, _kernel.Memory.Read32(size));
    }

    [Fact]
    public void MultiByteToUnicode_LengthBeyondMemory_FaultsBeforeItWrites()
    {
        uint destination = _kernel.Allocate(4096);
        uint source = _kernel.AllocateAtEnd(64);
        _kernel.Memory.Fill(source, 64, 1);

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke("RtlMultiByteToUnicodeN", [destination, uint.MaxValue, 0, source, uint.MaxValue], out _));

        Assert.Equal(0U, _kernel.Memory.Read32(destination));
    }
}
