using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

public sealed class FatxTimeTests
{
    [Theory]
    [InlineData("2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z")]
    [InlineData("2001-11-15T23:59:59Z", "2001-11-15T23:59:58Z")]
    [InlineData("2127-12-31T12:00:01Z", "2127-12-31T12:00:00Z")]
    [InlineData("1999-12-31T23:59:59Z", "2000-01-01T00:00:00Z")]
    [InlineData("2128-01-01T00:00:00Z", "2127-12-31T23:59:58Z")]
    public void From_Time_IsTheNearestThatFits(string given, string expected)
    {
        DateTime time = DateTime.Parse(given, null, System.Globalization.DateTimeStyles.AdjustToUniversal);

        Assert.Equal(DateTime.Parse(expected, null, System.Globalization.DateTimeStyles.AdjustToUniversal), FatxTime.From(time).ToDateTime());
        Assert.Equal(FatxTime.From(time), FatxTime.FromFileTime(time.ToFileTimeUtc()));
    }

    [Fact]
    public void From_KnownTime_HasTheFieldsOfFat()
    {
        // Year 2 in bits 15-9, March in 8-5, the 15th; hour 12 in bits 15-11, minute 34 in 10-5, 28 times two seconds.
        Assert.Equal(new FatxTime((2 << 9) | (3 << 5) | 15, (12 << 11) | (34 << 5) | 28), FatxTime.From(new DateTime(2002, 3, 15, 12, 34, 56, DateTimeKind.Utc)));
    }

    [Fact]
    public void ToDateTime_AnyFields_AreATime()
    {
        for (int value = 0; value < 65536; value++)
        {
            DateTime time = new FatxTime((ushort)value, (ushort)~value).ToDateTime();
            Assert.InRange(time.Year, 2000, 2127);
        }
    }

    [Theory]
    [InlineData(long.MinValue, 2000)]
    [InlineData(0, 2000)]
    [InlineData(long.MaxValue, 2127)]
    public void FromFileTime_FarAway_IsTheNearestEnd(long fileTime, int year)
    {
        Assert.Equal(year, FatxTime.FromFileTime(fileTime).ToDateTime().Year);
    }
}
