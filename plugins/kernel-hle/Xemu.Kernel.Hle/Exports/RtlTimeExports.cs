namespace Xemu.Kernel.Hle;

/// <summary>Rtl: times in units of 100 ns since 1601, and their fields.</summary>
/// <remarks>
/// Sources: nxdk lib/xboxkrnl/xboxkrnl.h (TIME_FIELDS); results recorded on a console by xbox_kernel_test_suite (src/tests/rtl/suite/time_conversion.c), among them that a year past the
/// range of 63 bits is not refused, and that a negative time is divided with its sign and then taken for one without.
/// </remarks>
internal static class RtlTimeExports
{
    private const int FirstYear = 1601;
    private const int DaysInFourCenturies = 146_097;
    private const int DaysInCentury = 36_524;
    private const int DaysInFourYears = 1461;
    private const ulong UnitsPerMillisecond = 10_000;
    private const ulong MillisecondsPerDay = 86_400_000;

    /// <summary>1 January 1601 was a Monday.</summary>
    private const uint FirstWeekday = 1;

    /// <summary>Days before each month of a year without a leap day.</summary>
    private static ReadOnlySpan<short> DaysBefore => [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

    public static void Register(ExportTable exports)
    {
        exports.Serve("RtlTimeFieldsToTime", FieldsToTime);
        exports.Serve("RtlTimeToTimeFields", TimeToFields);
    }

    /// <summary>(TimeFields, Time): the weekday is not looked at.</summary>
    private static uint FieldsToTime(KernelCall call)
    {
        Span<short> fields = stackalloc short[8];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = (short)call.Memory.Read16(call[0] + (uint)(2 * i));
        }

        (int year, int month, int day) = (fields[0], fields[1], fields[2]);
        if (year < FirstYear || month is < 1 or > 12 || day < 1 || day > DaysIn(year, month) || !IsTime(fields[3..7]))
        {
            return 0;
        }

        ulong milliseconds = ((ulong)DaysSinceStart(year, month, day) * MillisecondsPerDay) + (ulong)((((((fields[3] * 60) + fields[4]) * 60) + fields[5]) * 1000) + fields[6]);
        call.Memory.Write64(call[1], unchecked(milliseconds * UnitsPerMillisecond));
        return 1;
    }

    /// <summary>(Time, TimeFields).</summary>
    private static uint TimeToFields(KernelCall call)
    {
        long milliseconds = (long)call.Memory.Read64(call[0]) / (long)UnitsPerMillisecond;
        uint days = unchecked((uint)(milliseconds / (long)MillisecondsPerDay));
        uint rest = unchecked((uint)(milliseconds % (long)MillisecondsPerDay));
        (int year, int month, int day) = Date(days);
        ReadOnlySpan<uint> fields =
        [
            (uint)year, (uint)month, (uint)day, rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000, (days + FirstWeekday) % 7,
        ];
        for (int i = 0; i < fields.Length; i++)
        {
            call.Memory.Write16(call[1] + (uint)(2 * i), (ushort)fields[i]);
        }

        return 0;
    }

    /// <summary>Whether hour, minute, second and millisecond are in range.</summary>
    private static bool IsTime(ReadOnlySpan<short> time) => time[0] is >= 0 and < 24 && time[1] is >= 0 and < 60 && time[2] is >= 0 and < 60 && time[3] is >= 0 and < 1000;

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static int DaysIn(int year, int month) => DaysBefore[month] - DaysBefore[month - 1] + (month == 2 && IsLeap(year) ? 1 : 0);

    private static int DaysSinceStart(int year, int month, int day)
    {
        int years = year - FirstYear;
        int leapDays = (years / 4) - (years / 100) + (years / 400);
        return (years * 365) + leapDays + DaysBefore[month - 1] + (month > 2 && IsLeap(year) ? 1 : 0) + day - 1;
    }

    /// <summary>Takes whole cycles of the calendar off, the longest first; the last day of a cycle belongs to it.</summary>
    private static (int Year, int Month, int Day) Date(uint days)
    {
        int rest = (int)(days % DaysInFourCenturies);
        int years = (int)(days / DaysInFourCenturies) * 400;
        int centuries = Math.Min(rest / DaysInCentury, 3);
        rest -= centuries * DaysInCentury;
        int fours = rest / DaysInFourYears;
        rest -= fours * DaysInFourYears;
        int ones = Math.Min(rest / 365, 3);
        rest -= ones * 365;
        int year = FirstYear + years + (centuries * 100) + (fours * 4) + ones;
        int month = 1;
        while (rest >= DaysIn(year, month))
        {
            rest -= DaysIn(year, month++);
        }

        return (year, month, rest + 1);
    }
}
