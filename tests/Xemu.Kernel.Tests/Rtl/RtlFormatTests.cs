using System.Globalization;

namespace Xemu.Kernel.Tests.Rtl;

/// <summary>sprintf and its like: what Microsoft's runtime of that time writes.</summary>
public sealed class RtlFormatTests : IDisposable
{
    private readonly TestKernel _kernel = new();
    private readonly uint _buffer;

    public RtlFormatTests() => _buffer = _kernel.Allocate(0x4000);

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("%d|%i|%u", "-5|-5|4294967291", -5, -5, -5)]
    [InlineData("%5d|%-5d|%05d", "   42|42   |00042", 42, 42, 42)]
    [InlineData("%+d|% d|%+d", "+7| 7|-7", 7, 7, -7)]
    [InlineData("%05d|%+05d|%-05d|", "-0042|+0042|42   |", -42, 42, 42)]
    [InlineData("%.3d|%6.3d|%06.3d", "007|   007|   007", 7, 7, 7)]
    [InlineData("%.0d|%.0x|%d", "||0", 0, 0, 0)]
    [InlineData("%x|%X|%#x", "beef|BEEF|0xbeef", 0xBEEF, 0xBEEF, 0xBEEF)]
    [InlineData("%#X|%#o|%#x", "0XBEEF|017|0", 0xBEEF, 15, 0)]
    [InlineData("%#010x|%08X|%o", "0x0000beef|0000BEEF|377", 0xBEEF, 0xBEEF, 255)]
    [InlineData("%p|%hd|%hu", "80012345|-1|65535", unchecked((int)0x8001_2345), -1, -1)]
    [InlineData("%hx|%ld|%li", "ffff|-2|-3", -1, -2, -3)]
    [InlineData("%*d|%.*d", "    9|0009", 5, 9, 4, 9)]
    [InlineData("%-*d|%*d|", "9    |9    |", 5, 9, -5, 9)]
    [InlineData("%c%c%C", "AB\xE9", 0x41, 0x42, 0xE9)]
    [InlineData("100%%|%y|%", "100%|y|")]
    [InlineData("%I32d|%I64d", "-1|4294967295", -1, -1, 0)]
    [InlineData("%lld|%llx", "-1|123456789", -1, -1, 0x2345_6789, 1)]
    public void Sprintf_Numbers_AreWritten(string format, string expected, params int[] arguments) => Assert.Equal(expected, Print(format, [.. arguments.Select(static a => (uint)a)]));

    [Theory]
    [InlineData("%f|%.2f", "3.500000|3.50", 3.5, 3.5)]
    [InlineData("%8.3f|%-8.1f|", "   3.142|3.1     |", 3.14159, 3.14159)]
    [InlineData("%08.2f|%+.0f", "-0003.50|+4", -3.5, 3.51)]
    [InlineData("%e|%.1E", "1.234500e+003|1.2E-005", 1234.5, 0.000012)]
    [InlineData("%g|%g", "100000|1e+006", 100000.0, 1000000.0)]
    [InlineData("%g|%g", "0.0001|1e-005", 0.0001, 0.00001)]
    [InlineData("%.3g|%G", "3.14|1.5E+020", 3.14159, 1.5e20)]
    [InlineData("%#.0f|%#g", "3.|1.50000", 3.0, 1.5)]
    [InlineData("%f|%f", "1.#INF00|-1.#INF00", double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData("%.2f|%.1f", "1.#J|1.$", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("%.0f|%#.3f", "1|1.#IO", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("%g|%e", "1.#INF|1.#INF00e+000", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("%f|%g", "-1.#IND00|-1.#IND", double.NaN, double.NaN)]
    [InlineData("%10.4f|%.3g", "   -1.#IND|1.#J", double.NaN, double.PositiveInfinity)]
    public void Sprintf_FloatingNumbers_AreWritten(string format, string expected, double first, double second)
    {
        (ulong low, ulong high) = (BitConverter.DoubleToUInt64Bits(first), BitConverter.DoubleToUInt64Bits(second));

        Assert.Equal(expected, Print(format, (uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32)));
    }

    [Theory]
    [InlineData("%f", 0x7FF8_0000U, "1.#QNAN0")]
    [InlineData("%.4f", 0x7FF8_0000U, "1.#QNB")]
    [InlineData("%f", 0x7FF4_0000U, "1.#SNAN0")]
    public void Sprintf_NoNumber_IsNamed(string format, uint high, string expected) => Assert.Equal(expected, Print(format, 0, high));

    [Fact]
    public void Sprintf_Texts_AreWritten()
    {
        (uint narrow, uint wide) = (_kernel.Text("text"), _kernel.WideText("w\xEF\u0436"));

        Assert.Equal("[text][  text][te][text  ]", Print("[%s][%6s][%.2s][%-6s]", narrow, narrow, narrow, narrow));
        Assert.Equal("[w\xEF?][w\xEF?][w\xEF?][text][text]", Print("[%S][%ls][%ws][%hs][%hS]", wide, wide, wide, narrow, narrow));
        Assert.Equal("[(null)][xb][w\xEF]", Print("[%s][%Z][%wZ]", 0, _kernel.Structure(2, 9, _kernel.Text("xbox")), _kernel.Structure(4, 9, wide)));
    }

    [Fact]
    public void Sprintf_TextBoundedByPrecision_ReadsNothingBehindIt()
    {
        uint text = _kernel.AllocateAtEnd(3);
        _kernel.Memory.Write(text, "abc"u8);

        Assert.Equal("abc", Print("%.3s", text));
    }

    [Fact]
    public void Sprintf_CountSoFar_IsStored()
    {
        uint count = _kernel.Allocate(4);

        Assert.Equal("12345", Print("123%n45", count));

        Assert.Equal(3U, _kernel.Memory.Read32(count));
    }

    [Theory]
    [InlineData(8U, 6, "123456\0.", 6)]
    [InlineData(6U, 6, "123456..", 6)]
    [InlineData(5U, 6, "12345...", -1)]
    [InlineData(0U, 6, "........", -1)]
    [InlineData(uint.MaxValue, 6, "123456\0.", 6)]
    public void Snprintf_Size_BoundsTheText(uint size, int digits, string expected, int result)
    {
        _kernel.Memory.Fill(_buffer, 16, (byte)'.');
        uint arguments = _kernel.Place([0x40, 0xE2, 1, 0]);

        uint first = _kernel.Call("RtlSnprintf", _buffer, size, _kernel.Text("%d"), 123456);
        uint second = _kernel.Call("RtlVsnprintf", _buffer, size, _kernel.Text($"%0{digits.ToString(CultureInfo.InvariantCulture)}d"), arguments);

        Assert.Equal((result, result), ((int)first, (int)second));
        Assert.Equal(System.Text.Encoding.Latin1.GetBytes(expected), _kernel.Bytes(_buffer, 8));
    }

    [Fact]
    public void Vsprintf_List_IsRead()
    {
        uint arguments = _kernel.Place([1, 0, 0, 0, 2, 0, 0, 0]);

        Assert.Equal(3U, _kernel.Call("RtlVsprintf", _buffer, _kernel.Text("%d %d"), arguments));

        Assert.Equal("1 2", _kernel.Memory.ReadText(_buffer, 16));
    }

    [Fact]
    public void Sprintf_HugeFields_StayWithinBounds()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        _ = _kernel.Call("RtlSnprintf", _buffer, 0x1000, _kernel.Text(string.Concat(Enumerable.Repeat("%999999999d%.999999999f", 200))), 1, 2, 3, 4);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
    }

    private string Print(string format, params uint[] arguments)
    {
        uint length = _kernel.Call("RtlSprintf", [_buffer, _kernel.Text(format), .. arguments]);
        string text = _kernel.Memory.ReadText(_buffer, 0x4000);
        Assert.Equal((uint)text.Length, length);
        return text;
    }
}
