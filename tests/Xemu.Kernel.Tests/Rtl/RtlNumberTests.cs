using System.Globalization;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Rtl;

/// <summary>Numbers and text, wide arithmetic. Values that a console gave: xbox_kernel_test_suite, src/tests/rtl.</summary>
public sealed class RtlNumberTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("11001010", 2U, 0xCAU)]
    [InlineData("7631", 8U, 0xF99U)]
    [InlineData("1100", 10U, 1100U)]
    [InlineData("5FAC2", 16U, 0x5FAC2U)]
    [InlineData("101C813", 2U, 5U)]
    [InlineData("76BA787", 8U, 0x3EU)]
    [InlineData("0b1101", 0U, 13U)]
    [InlineData("0o17", 0U, 15U)]
    [InlineData(" \t-0x5fac2", 0U, unchecked(0U - 0x5FAC2))]
    [InlineData("+12", 0U, 12U)]
    [InlineData("0", 0U, 0U)]
    [InlineData("", 0U, 0U)]
    [InlineData("99999999999", 10U, 1215752191U)]
    public void Parse_Text_GivesNumber(string text, uint radix, uint expected)
    {
        uint value = _kernel.Allocate(8);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlCharToInteger", _kernel.Text(text), radix, value));
        Assert.Equal(NtStatus.Success, _kernel.Call("RtlUnicodeStringToInteger", _kernel.WideCounted(text), radix, value + 4));

        Assert.Equal((expected, expected), (_kernel.Memory.Read32(value), _kernel.Memory.Read32(value + 4)));
    }

    [Fact]
    public void Parse_WrongBase_IsRefusedFirst() => Assert.Equal(NtStatus.InvalidParameter, _kernel.Call("RtlCharToInteger", _kernel.Text("1"), 1, 0));

    [Theory]
    [InlineData(0U, 0U, "0")]
    [InlineData(1234567890U, 10U, "1234567890")]
    [InlineData(uint.MaxValue, 16U, "FFFFFFFF")]
    [InlineData(uint.MaxValue, 2U, "11111111111111111111111111111111")]
    [InlineData(511U, 8U, "777")]
    public void Write_Number_GivesText(uint value, uint radix, string expected)
    {
        uint text = _kernel.Allocate(64);
        uint wide = _kernel.WideCounted(string.Empty, maximum: 80);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlIntegerToChar", value, radix, 40, text));
        Assert.Equal(NtStatus.Success, _kernel.Call("RtlIntegerToUnicodeString", value, radix, wide));

        Assert.Equal(expected, _kernel.Memory.ReadText(text, 64));
        Assert.Equal(expected, _kernel.WideTextOf(wide));
    }

    [Fact]
    public void Write_NumberOfExactlyTheSize_HasNoNul()
    {
        uint text = _kernel.Allocate(8);
        _kernel.Memory.Fill(text, 8, 0xAA);

        Assert.Equal(NtStatus.Success, _kernel.Call("RtlIntegerToChar", 123, 10, 3, text));
        Assert.Equal(NtStatus.BufferOverflow, _kernel.Call("RtlIntegerToChar", 1234, 10, 3, text));

        Assert.Equal([0x31, 0x32, 0x33, 0xAA], _kernel.Bytes(text, 4));
    }

    [Fact]
    public void Write_NumberWithWrongBase_IsInvalid()
    {
        Assert.Equal(NtStatus.InvalidParameter, _kernel.Call("RtlIntegerToChar", 1, 7, 8, _kernel.Allocate(8)));
        Assert.Equal(NtStatus.InvalidParameter, _kernel.Call("RtlIntegerToUnicodeString", 1, 3, _kernel.WideCounted("....")));
    }

    [Theory]
    [InlineData(1, 1U, 1UL, 0U)]
    [InlineData(5, 8U, 0UL, 5U)]
    [InlineData(300, 8U, 37UL, 4U)]
    [InlineData(-300, 8U, 0x1FFF_FFFF_FFFF_FFDAUL, 4U)]
    [InlineData(300, 0xFFFF_FFF8U, 0UL, 300U)]
    [InlineData(-300, 0xFFFF_FFF8U, 0x1_0000_0007UL, 0xFFFF_FF0CU)]
    public void Divide_Numbers_IsAsOnTheConsole(long dividend, uint divisor, ulong quotient, uint remainder)
    {
        uint place = _kernel.Allocate(4);

        Assert.Equal(quotient, _kernel.CallQuad("RtlExtendedLargeIntegerDivide", (uint)dividend, (uint)(dividend >> 32), divisor, place));
        Assert.Equal(quotient, _kernel.CallQuad("RtlExtendedLargeIntegerDivide", (uint)dividend, (uint)(dividend >> 32), divisor, 0));

        Assert.Equal(remainder, _kernel.Memory.Read32(place));
    }

    [Fact]
    public void Divide_ByZero_RaisesAnException()
    {
        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("RtlExtendedLargeIntegerDivide", [1, 0, 0, 0], out _));

        Assert.Equal(NtStatus.IntegerDivideByZero, _kernel.Memory.Read32(_kernel.Kernel.Exports["KiBugCheckData"].Address + 4));
    }

    [Theory]
    [InlineData(1000L, -3)]
    [InlineData(-7L, 0x7FFF_FFFF)]
    [InlineData(long.MaxValue, 2)]
    public void Multiply_Numbers_Wraps(long multiplicand, int multiplier) =>
        Assert.Equal(unchecked((ulong)(multiplicand * multiplier)), _kernel.CallQuad("RtlExtendedIntegerMultiply", (uint)multiplicand, (uint)(multiplicand >> 32), (uint)multiplier));

    [Fact]
    public void MagicDivide_ByTenThousand_IsDivision()
    {
        // 2^77 / 10,000, rounded up: the product's upper half, shifted by 13.
        var magic = (ulong)(((UInt128)1 << 77) / 10_000) + 1;
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            long dividend = random.NextInt64(long.MinValue + 1, long.MaxValue);

            ulong quotient = _kernel.CallQuad("RtlExtendedMagicDivide", (uint)dividend, (uint)(dividend >> 32), (uint)magic, (uint)(magic >> 32), 13);

            Assert.Equal(dividend / 10_000, (long)quotient);
        }
    }

    [Theory]
    [InlineData(0x8000_0000U, 0x0000_0001U)]
    [InlineData(0x6000_0100U, 0x0000_0106U)]
    [InlineData(0x1000_0000U, 0x0000_0008U)]
    [InlineData(0x0123_4567U, 0x0123_4567U)]
    public void MapGenericMask_GenericRights_AreReplaced(uint mask, uint expected)
    {
        uint place = _kernel.Allocate(4);
        uint mapping = _kernel.Place([1, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0]);
        _kernel.Memory.Write32(place, mask);

        _ = _kernel.Call("RtlMapGenericMask", place, mapping);

        Assert.Equal(expected, _kernel.Memory.Read32(place));
    }

    [Theory]
    [InlineData("00000000", 0U)]
    [InlineData("C0000005", 998U)]
    [InlineData("C0000034", 2U)]
    [InlineData("C000003A", 3U)]
    [InlineData("C0000022", 5U)]
    [InlineData("D0000022", 5U)]
    [InlineData("C0000008", 6U)]
    [InlineData("C0000094", 0xC000_0094U)]
    [InlineData("C000000D", 87U)]
    [InlineData("80000006", 18U)]
    [InlineData("C0000017", 8U)]
    [InlineData("C0000101", 145U)]
    [InlineData("C000007F", 112U)]
    [InlineData("C0011234", 0x1234U)]
    [InlineData("80070057", 87U)]
    [InlineData("E0000001", 0xE000_0001U)]
    [InlineData("C0FFFFFF", 317U)]
    public void NtStatusToDosError_Status_GivesNumber(string status, uint expected) =>
        Assert.Equal(expected, _kernel.Call("RtlNtStatusToDosError", uint.Parse(status, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
}
