namespace Xemu.Kernel.Hle;

/// <summary>Rtl: numbers and text, wide arithmetic, masks, error numbers.</summary>
/// <remarks>Sources: nxdk lib/xboxkrnl/xboxkrnl.h; results recorded on a console by xbox_kernel_test_suite (src/tests/rtl).</remarks>
internal static class RtlNumberExports
{
    private const int MostDigits = 32;
    private const int MostText = 4096;
    private const uint GenericRead = 0x8000_0000;
    private const uint GenericWrite = 0x4000_0000;
    private const uint GenericExecute = 0x2000_0000;
    private const uint GenericAll = 0x1000_0000;

    public static void Register(ExportTable exports)
    {
        exports.Serve("RtlCharToInteger", CharToInteger);
        exports.Serve("RtlUnicodeStringToInteger", UnicodeToInteger);
        exports.Serve("RtlIntegerToChar", IntegerToChar);
        exports.Serve("RtlIntegerToUnicodeString", IntegerToUnicode);
        exports.Serve("RtlExtendedIntegerMultiply", static call => call.ReturnQuad(unchecked((ulong)((long)call.Quad(0) * (int)call[2]))));
        exports.Serve("RtlExtendedLargeIntegerDivide", Divide);
        exports.Serve("RtlExtendedMagicDivide", MagicDivide);
        exports.Serve("RtlMapGenericMask", MapGenericMask);
        exports.Serve("RtlNtStatusToDosError", static call => DosErrors.FromStatus(call[0]));
    }

    /// <summary>(String, Base or 0, Value). Text is looked at up to the first character that is no digit.</summary>
    private static uint CharToInteger(KernelCall call) => Parse(call, call.Memory.ReadText(call[0], MostText), call[1], call[2]);

    /// <summary>(String, Base or 0, Value).</summary>
    private static uint UnicodeToInteger(KernelCall call) =>
        Parse(call, new string(GuestString.Read(call.Memory, call[0]).Characters(call.Memory)), call[1], call[2]);

    private static uint Parse(KernelCall call, string text, uint radix, uint place)
    {
        if (radix is not (0 or 2 or 8 or 10 or 16))
        {
            return NtStatus.InvalidParameter;
        }

        ReadOnlySpan<char> rest = text.AsSpan();
        while (rest.Length > 0 && rest[0] <= ' ')
        {
            rest = rest[1..];
        }

        bool negative = rest.Length > 0 && rest[0] == '-';
        rest = rest.Length > 0 && rest[0] is '-' or '+' ? rest[1..] : rest;
        if (radix == 0)
        {
            radix = rest.Length < 2 || rest[0] != '0' ? 10U : rest[1] switch { 'b' => 2U, 'o' => 8U, 'x' => 16U, _ => 10U };
            rest = radix == 10 ? rest : rest[2..];
        }

        uint value = 0;
        for (int i = 0; i < rest.Length && Digit(rest[i]) < radix; i++)
        {
            value = unchecked((value * radix) + Digit(rest[i]));
        }

        if (place == 0)
        {
            return NtStatus.AccessViolation;
        }

        call.Memory.Write32(place, negative ? 0 - value : value);
        return NtStatus.Success;
    }

    private static uint Digit(char character) => character switch
    {
        >= '0' and <= '9' => (uint)(character - '0'),
        >= 'a' and <= 'z' => (uint)(character - 'a' + 10),
        >= 'A' and <= 'Z' => (uint)(character - 'A' + 10),
        _ => uint.MaxValue,
    };

    /// <summary>(Value, Base or 0, OutputLength, String): a NUL follows where there is room for one.</summary>
    private static uint IntegerToChar(KernelCall call)
    {
        Span<byte> text = stackalloc byte[MostDigits + 1];
        if (!TryFormat(call[0], call[1], text, out int length))
        {
            return NtStatus.InvalidParameter;
        }

        if ((uint)length > call[2])
        {
            return NtStatus.BufferOverflow;
        }

        call.Memory.Write(call[3], text[..((uint)length == call[2] ? length : length + 1)]);
        return NtStatus.Success;
    }

    /// <summary>(Value, Base or 0, String).</summary>
    private static uint IntegerToUnicode(KernelCall call)
    {
        Span<byte> text = stackalloc byte[MostDigits + 1];
        if (!TryFormat(call[0], call[1], text, out int length))
        {
            return NtStatus.InvalidParameter;
        }

        var destination = GuestString.Read(call.Memory, call[2]);
        destination.WriteLength(call.Memory, 2 * length);
        if (2 * (length + 1) > destination.MaximumLength)
        {
            return NtStatus.BufferOverflow;
        }

        for (int i = 0; i <= length; i++)
        {
            call.Memory.Write16(destination.Buffer + (uint)(2 * i), text[i]);
        }

        return NtStatus.Success;
    }

    /// <summary>Writes digits, and a NUL behind them.</summary>
    private static bool TryFormat(uint value, uint radix, Span<byte> text, out int length)
    {
        length = 0;
        if (radix is not (0 or 2 or 8 or 10 or 16))
        {
            return false;
        }

        text.Clear();
        radix = radix == 0 ? 10 : radix;
        do
        {
            text[length++] = (byte)"0123456789ABCDEF"[(int)(value % radix)];
            value /= radix;
        }
        while (value != 0);
        text[..length].Reverse();
        return true;
    }

    /// <summary>(Dividend of 64 bits, Divisor, Remainder or 0): without sign, as the console's results show.</summary>
    private static uint Divide(KernelCall call)
    {
        (ulong dividend, uint divisor) = (call.Quad(0), call[2]);
        if (divisor == 0)
        {
            return call.Kernel.Exceptions.RaiseStatus(call, NtStatus.IntegerDivideByZero);
        }

        call.WriteOptional(call[3], (uint)(dividend % divisor));
        return call.ReturnQuad(dividend / divisor);
    }

    /// <summary>(Dividend of 64 bits, reciprocal of 64 bits, ShiftCount): the upper half of the product, shifted, with the dividend's sign.</summary>
    private static uint MagicDivide(KernelCall call)
    {
        long dividend = (long)call.Quad(0);
        ulong magnitude = dividend < 0 ? unchecked(0 - (ulong)dividend) : (ulong)dividend;
        ulong product = Math.BigMul(magnitude, call.Quad(2), out _);
        ulong quotient = call.Byte(4) < 64 ? product >> call.Byte(4) : 0;
        return call.ReturnQuad(dividend < 0 ? unchecked(0 - quotient) : quotient);
    }

    /// <summary>(AccessMask, GenericMapping: read, write, execute, all).</summary>
    private static uint MapGenericMask(KernelCall call)
    {
        uint mask = call.Memory.Read32(call[0]);
        ReadOnlySpan<uint> bits = [GenericRead, GenericWrite, GenericExecute, GenericAll];
        for (int i = 0; i < bits.Length; i++)
        {
            uint rights = call.Memory.Read32(call[1] + (uint)(4 * i));
            mask = (mask & bits[i]) != 0 ? (mask | rights) & ~bits[i] : mask;
        }

        call.Memory.Write32(call[0], mask);
        return 0;
    }
}
