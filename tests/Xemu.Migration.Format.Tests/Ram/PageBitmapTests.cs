namespace Xemu.Migration.Format.Tests;

public class PageBitmapTests
{
    [Fact]
    public void Bytes_PagesSet_AreLeastSignificantFirstInWholeWords()
    {
        var bitmap = new PageBitmap(70);
        bitmap.Set(0);
        bitmap.Set(9);
        bitmap.Set(69);
        bitmap.Set(1);
        bitmap.Clear(1);

        Assert.Equal("01020000000000002000000000000000", Convert.ToHexStringLower(bitmap.Bytes));
        Assert.Equal(3UL, bitmap.CountSet());
        Assert.False(bitmap.HasBitsBeyondPages);
    }

    [Fact]
    public void NextRun_OverWords_GivesRunsNoLongerThanAsked()
    {
        var bitmap = new PageBitmap(200);
        SetRange(bitmap, 60, 70);

        Assert.True(bitmap.NextRun(0, out ulong first, out ulong count, 4));
        Assert.Equal((60UL, 4UL), (first, count));
        Assert.True(bitmap.NextRun(64, out first, out count));
        Assert.Equal((64UL, 6UL), (first, count));
        Assert.False(bitmap.NextRun(70, out _, out _));
    }

    [Fact]
    public void HasBitsBeyondPages_BitBehindTheLast_IsSeen()
    {
        var bitmap = new PageBitmap(70);
        bitmap.Bytes[15] = 0x80;

        Assert.True(bitmap.HasBitsBeyondPages);
    }

    private static void SetRange(PageBitmap bitmap, ulong from, ulong to)
    {
        for (ulong page = from; page < to; page++)
        {
            bitmap.Set(page);
        }
    }
}
