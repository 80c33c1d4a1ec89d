namespace Xemu.Mcpx;

/// <summary>Turns seconds into the clock's registers and back.</summary>
/// <remarks>Source: Motorola MC146818A data sheet, "Time, calendar and alarm locations".</remarks>
internal static class RtcTime
{
    public const byte BinaryMode = 0x04;
    public const byte Hours24 = 0x02;
    private const byte Afternoon = 0x80;

    private static readonly long MinSeconds = (long)(DateTime.MinValue - DateTime.UnixEpoch).TotalSeconds;
    private static readonly long MaxSeconds = (long)(DateTime.MaxValue - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>Date and time of a number of seconds since 1970, held within years 1 to 9999.</summary>
    public static DateTime ToDate(long seconds) => DateTime.UnixEpoch.AddSeconds(Math.Clamp(seconds, MinSeconds, MaxSeconds));

    public static byte Encode(int value, byte modes) => (modes & BinaryMode) != 0 ? (byte)value : (byte)(((value / 10) << 4) | (value % 10));

    public static int Decode(byte value, byte modes) => (modes & BinaryMode) != 0 ? value : ((value >> 4) * 10) + (value & 0xF);

    public static byte EncodeHour(int hour, byte modes)
    {
        if ((modes & Hours24) != 0)
        {
            return Encode(hour, modes);
        }

        int twelve = hour % 12 == 0 ? 12 : hour % 12;
        return (byte)(Encode(twelve, modes) | (hour >= 12 ? Afternoon : 0));
    }

    public static int DecodeHour(byte value, byte modes)
    {
        if ((modes & Hours24) != 0)
        {
            return Decode(value, modes);
        }

        return (Decode((byte)(value & ~Afternoon), modes) % 12) + ((value & Afternoon) != 0 ? 12 : 0);
    }

    /// <summary>Seconds since 1970 of a date whose parts may be anything: each is brought into its range.</summary>
    public static long ToSeconds(int century, int year, int month, int day, int hour, int minute, int second)
    {
        int fullYear = Math.Clamp((century * 100) + year, 1, 9999);
        month = Math.Clamp(month, 1, 12);
        day = Math.Clamp(day, 1, DateTime.DaysInMonth(fullYear, month));
        var date = new DateTime(fullYear, month, day, Math.Clamp(hour, 0, 23), Math.Clamp(minute, 0, 59), Math.Clamp(second, 0, 59), DateTimeKind.Utc);
        return (date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
    }
}
