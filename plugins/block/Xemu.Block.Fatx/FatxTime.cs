namespace Xemu.Block.Fatx;

/// <summary>A time as an entry holds it: two seconds fine, from 2000 to 2127, in UTC.</summary>
/// <param name="Date">Year since 2000 in bits 15-9, month (1 to 12) in 8-5, day (1 to 31) in 4-0.</param>
/// <param name="Time">Hour in bits 15-11, minute in 10-5, half of the seconds in 4-0.</param>
/// <remarks>Source: libfatx (epoch, order of fields). That the console writes UTC: unverified.</remarks>
internal readonly record struct FatxTime(ushort Date, ushort Time)
{
    private const int Epoch = 2000;

    /// <summary>The nearest time that an entry can hold, not later than the given one.</summary>
    /// <param name="utc">A time in UTC; one outside of 2000 to 2127 is moved to the nearest end.</param>
    public static FatxTime From(DateTime utc)
    {
        if (utc.Year < Epoch)
        {
            return new FatxTime((1 << 5) | 1, 0);
        }

        DateTime time = utc.Year > Epoch + 127 ? new DateTime(Epoch + 127, 12, 31, 23, 59, 58, DateTimeKind.Utc) : utc;
        return new FatxTime(
            (ushort)(((time.Year - Epoch) << 9) | (time.Month << 5) | time.Day),
            (ushort)((time.Hour << 11) | (time.Minute << 5) | (time.Second / 2)));
    }

    /// <summary>The same from the kernel's count of 100 ns since 1601; negative or too large counts are moved to the nearest end.</summary>
    public static FatxTime FromFileTime(long fileTime) =>
        From(fileTime < 0 || fileTime > DateTime.MaxValue.ToFileTimeUtc() ? (fileTime < 0 ? DateTime.MinValue : DateTime.MaxValue) : DateTime.FromFileTimeUtc(fileTime));

    /// <summary>The time in UTC; fields out of range are moved to the nearest end.</summary>
    public DateTime ToDateTime()
    {
        int year = Epoch + (Date >> 9);
        int month = Math.Clamp((Date >> 5) & 0xF, 1, 12);
        int day = Math.Clamp(Date & 0x1F, 1, DateTime.DaysInMonth(year, month));
        return new DateTime(year, month, day, Math.Min(Time >> 11, 23), Math.Min((Time >> 5) & 0x3F, 59), Math.Min((Time & 0x1F) * 2, 59), DateTimeKind.Utc);
    }

    /// <summary>The time as the kernel's count of 100 ns since 1601.</summary>
    public long ToFileTime() => ToDateTime().ToFileTimeUtc();
}
