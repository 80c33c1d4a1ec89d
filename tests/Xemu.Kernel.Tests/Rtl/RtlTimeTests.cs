namespace Xemu.Kernel.Tests.Rtl;

/// <summary>Times and their fields, against .NET and against what a console gave (xbox_kernel_test_suite, src/tests/rtl/suite/time_conversion.c).</summary>
public sealed class RtlTimeTests : IDisposable
{
    private readonly TestKernel _kernel = new();
    private readonly uint _fields;
    private readonly uint _time;

    public RtlTimeTests()
    {
        _fields = _kernel.Allocate(16);
        _time = _kernel.Allocate(8);
    }

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0, 0, -1L)]
    [InlineData(1600, 1, 1, 0, 0, 0, 0, -1L)]
    [InlineData(1601, 1, 1, 0, 0, 0, 0, 0L)]
    [InlineData(1601, 0, 1, 0, 0, 0, 0, -1L)]
    [InlineData(1601, 13, 1, 0, 0, 0, 0, -1L)]
    [InlineData(1601, 1, 0, 0, 0, 0, 0, -1L)]
    [InlineData(1601, 1, 32, 0, 0, 0, 0, -1L)]
    [InlineData(1601, 1, 31, 0, 0, 0, 0, 25920000000000L)]
    [InlineData(1601, 1, 1, 24, 0, 0, 0, -1L)]
    [InlineData(1601, 1, 1, 23, 0, 0, 0, 828000000000L)]
    [InlineData(1601, 1, 1, 0, 60, 0, 0, -1L)]
    [InlineData(1601, 1, 1, 0, 0, 60, 0, -1L)]
    [InlineData(1601, 1, 1, 0, 0, 0, 1000, -1L)]
    [InlineData(1601, 1, 1, 0, 0, 0, -1, -1L)]
    [InlineData(1601, 1, 1, 0, 0, 0, 999, 9990000L)]
    [InlineData(1603, 2, 29, 0, 0, 0, 0, -1L)]
    [InlineData(1603, 2, 28, 0, 0, 0, 0, 680832000000000L)]
    [InlineData(1604, 2, 30, 0, 0, 0, 0, -1L)]
    [InlineData(1604, 2, 29, 0, 0, 0, 0, 997056000000000L)]
    [InlineData(1700, 2, 29, 0, 0, 0, 0, -1L)]
    [InlineData(30828, 9, 14, 2, 48, 5, 477, 9223372036854770000L)]
    [InlineData(30828, 9, 14, 2, 48, 5, 478, -9223372036854771616L)]
    public void FieldsToTime_Fields_IsAsOnTheConsole(int year, int month, int day, int hour, int minute, int second, int millisecond, long expected)
    {
        Write(year, month, day, hour, minute, second, millisecond, 20);

        uint answer = _kernel.Call("RtlTimeFieldsToTime", _fields, _time);

        Assert.Equal(expected == -1 ? 0U : 1, answer);
        Assert.Equal(expected == -1 ? 0 : expected, (long)_kernel.Memory.Read64(_time));
    }

    [Theory]
    [InlineData(0L, new[] { 1601, 1, 1, 0, 0, 0, 0, 1 })]
    [InlineData(25920000000000L, new[] { 1601, 1, 31, 0, 0, 0, 0, 3 })]
    [InlineData(997056000000000L, new[] { 1604, 2, 29, 0, 0, 0, 0, 0 })]
    [InlineData(9223372036854770000L, new[] { 30828, 9, 14, 2, 48, 5, 477, 4 })]
    [InlineData(9223372036854775807L, new[] { 30828, 9, 14, 2, 48, 5, 477, 4 })]
    [InlineData(-10_000L, new[] { 1601, 1, 1, 1193, 2, 47, 295, 1 })]
    [InlineData(-864_000_000_000L, new[] { 29878, 1, 20, 0, 0, 0, 0, 0 })]
    public void TimeToFields_Time_IsAsOnTheConsole(long time, int[] expected)
    {
        _kernel.Memory.Write64(_time, (ulong)time);

        _ = _kernel.Call("RtlTimeToTimeFields", _time, _fields);

        Assert.Equal(expected, Read());
    }

    [Fact]
    public void BothWays_Seeded_AgreesWithDotNet()
    {
        var random = new Random(4);
        long most = DateTime.MaxValue.ToFileTimeUtc();
        for (int round = 0; round < 2000; round++)
        {
            long time = random.NextInt64(most) / 10_000 * 10_000;
            var date = DateTime.FromFileTimeUtc(time);
            _kernel.Memory.Write64(_time, (ulong)time);

            _ = _kernel.Call("RtlTimeToTimeFields", _time, _fields);
            _kernel.Memory.Write64(_time, 0);
            uint answer = _kernel.Call("RtlTimeFieldsToTime", _fields, _time);

            Assert.Equal([date.Year, date.Month, date.Day, date.Hour, date.Minute, date.Second, date.Millisecond, (int)date.DayOfWeek], Read());
            Assert.Equal((1U, time), (answer, (long)_kernel.Memory.Read64(_time)));
        }
    }

    [Fact]
    public void BothWays_EveryDayOfFourCenturies_AgreesWithDotNet()
    {
        for (var date = new DateTime(1996, 1, 1, 0, 0, 0, DateTimeKind.Utc); date.Year < 2405; date = date.AddDays(date.Month is 2 or 12 ? 1 : 9))
        {
            Write(date.Year, date.Month, date.Day, 0, 0, 0, 0, 0);

            Assert.Equal(1U, _kernel.Call("RtlTimeFieldsToTime", _fields, _time));
            Assert.Equal(date.ToFileTimeUtc(), (long)_kernel.Memory.Read64(_time));
            _ = _kernel.Call("RtlTimeToTimeFields", _time, _fields);
            Assert.Equal([date.Year, date.Month, date.Day], Read()[..3]);
        }
    }

    private void Write(params int[] fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            _kernel.Memory.Write16(_fields + (uint)(2 * i), (ushort)fields[i]);
        }
    }

    private int[] Read() => [.. Enumerable.Range(0, 8).Select(i => (int)(short)_kernel.Memory.Read16(_fields + (uint)(2 * i)))];
}
