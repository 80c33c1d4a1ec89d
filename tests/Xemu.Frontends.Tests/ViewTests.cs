using System.Runtime.InteropServices;
using System.Text;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Chardev.Streams;
using Xemu.Frontend.Views;
using Xemu.Testing;

namespace Xemu.Frontends.Tests;

public sealed class ViewTests
{
    [Fact]
    public void Picture_OfColourBars_HasTheirColours()
    {
        var screen = new CellScreen();
        var bars = new ColorBars(640, 480);

        Compose(screen, 80, 31, bars, new ConsolePane());

        // 80 columns and 30 rows: the picture fills them; a bar is ten cells.
        for (int bar = 0; bar < 8; bar++)
        {
            Cell cell = screen[(bar * 10) + 5, 15];
            Assert.Equal(new Cell('\u2580', ColorBars.Colors[bar], ColorBars.Colors[bar]), cell);
        }

        Assert.Equal(" test | running", RowText(screen, 30)[..15]);
    }

    [Fact]
    public void Picture_WithUpperAndLowerHalf_UsesBothHalvesOfTheCell()
    {
        var screen = new CellScreen();
        screen.Clear(1, 1);
        uint[] pixels = [0xFF0000, 0xFF0000, 0x0000FF, 0x0000FF];

        HalfBlockPicture.Draw(screen, 0, 1, 1, 2, 2, MemoryMarshal.AsBytes(pixels.AsSpan()));

        Assert.Equal(new Cell('\u2580', 0xFF0000, 0x0000FF), screen[0, 0]);
    }

    [Fact]
    public void Picture_SmallerThanTheTerminal_IsEnlarged()
    {
        var screen = new CellScreen();

        Compose(screen, 200, 61, new ColorBars(16, 2), new ConsolePane());

        Assert.Equal(0xFFFFFFu, screen[25, 0].Foreground);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(80, 1)]
    [InlineData(1, 50)]
    [InlineData(1000, 3)]
    [InlineData(250, 70)]
    public void Compose_OnAnySize_StaysInside(int columns, int rows)
    {
        var console = new ConsolePane();
        console.Write("one\ntwo\n"u8);
        var screen = new CellScreen();

        Compose(screen, columns, rows, new ColorBars(640, 480), console);

        Assert.Equal(columns * rows, screen.Cells.Length);
    }

    [Fact]
    public void Console_OnAWideTerminal_StandsBeside()
    {
        var console = new ConsolePane();
        console.Write("Linux version 6\r\nlogin: "u8);
        var screen = new CellScreen();

        Compose(screen, 140, 31, new ColorBars(640, 480), console);

        Assert.Equal("Linux version 6", RowText(screen, 0)[81..96]);
        Assert.Equal("login: ", RowText(screen, 1)[81..88]);
        Assert.Equal('\u2580', screen[0, 29].Character);
    }

    [Fact]
    public void Console_OnANarrowTerminal_StandsBelow()
    {
        var console = new ConsolePane();
        console.Write("hello\n"u8);
        var screen = new CellScreen();

        Compose(screen, 80, 31, new ColorBars(640, 480), console);

        Assert.StartsWith("hello", RowText(screen, 20), StringComparison.Ordinal);
    }

    [Fact]
    public void Painter_OverManyRandomScreens_ShowsEachExactly()
    {
        var random = new Random(8);
        var painter = new AnsiPainter();
        var terminal = new VirtualTerminal(40, 12);
        var screen = new CellScreen();
        screen.Clear(40, 12);
        for (int i = 0; i < 300; i++)
        {
            for (int change = random.Next(60); change > 0; change--)
            {
                screen[random.Next(40), random.Next(12)] = new Cell((char)random.Next(' ', 127), (uint)random.Next(4), (uint)random.Next(0x100_0000));
            }

            terminal.Write(painter.Paint(screen));

            Assert.True(screen.Cells.SequenceEqual(terminal.Cells));
        }
    }

    [Fact]
    public void Painter_WithoutAChange_WritesNothing()
    {
        var painter = new AnsiPainter();
        var screen = new CellScreen();
        Compose(screen, 80, 25, new ColorBars(640, 480), new ConsolePane());
        _ = painter.Paint(screen);

        Assert.True(painter.Paint(screen).IsEmpty);
        painter.Forget();
        Assert.False(painter.Paint(screen).IsEmpty);
    }

    [Theory]
    [InlineData("a\nb", "a|b")]
    [InlineData("abc\rX", "Xbc")]
    [InlineData("abc\b\bX", "aXc")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007x", "x")]
    [InlineData("a\tb", "a       b")]
    [InlineData("0123456789ABC", "0123456789|ABC")]
    [InlineData("\u0000\u0003x", "x")]
    public void Console_Written_ShowsPlainText(string output, string expected)
    {
        var console = new ConsolePane();

        console.Write(Encoding.UTF8.GetBytes(output));

        Assert.Equal(expected.Split('|'), console.Tail(10, 10));
    }

    [Fact]
    public void Console_FloodedWithAnything_StaysBounded()
    {
        var console = new ConsolePane();
        var random = new Random(5);
        var noise = new byte[1 << 20];
        random.NextBytes(noise);

        console.Write(noise);
        console.Write(Encoding.ASCII.GetBytes(new string('x', 1 << 20)));

        IReadOnlyList<string> tail = console.Tail(80, 1000);
        Assert.True(tail.Count <= 1000);
        Assert.All(tail, static l => Assert.True(l.Length <= 80));
    }

    [Fact]
    public void Mailbox_WithASlowViewer_ReadsNoFrameInVain()
    {
        var bars = new ColorBars(64, 48);
        var mailbox = new FrameMailbox();

        mailbox.Publish(bars, bars.Frame, always: false);
        mailbox.Publish(bars, bars.Frame, always: false);
        Assert.Equal(1, bars.Reads);
        Assert.True(mailbox.TryTake(out FrameInfo frame, out ReadOnlySpan<byte> pixels));
        Assert.Equal(64 * 48 * 4, pixels.Length);
        Assert.False(mailbox.TryTake(out frame, out _));
        Assert.Equal(64, frame.Width);
        mailbox.Publish(bars, bars.Frame, always: false);
        Assert.Equal(2, bars.Reads);
        Assert.Equal(3, mailbox.Blanks);
    }

    [Fact]
    public void Mailbox_InSteadyState_AllocatesNothing()
    {
        var bars = new ColorBars(640, 480);
        var mailbox = new FrameMailbox();
        for (int i = 0; i < 6; i++)
        {
            mailbox.Publish(bars, bars.Frame, always: true);
            _ = mailbox.TryTake(out _, out _);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        mailbox.Publish(bars, bars.Frame, always: false);
        _ = mailbox.TryTake(out _, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void View_OnATerminal_PaintsAndLeavesItAsItWas()
    {
        using var machine = new TestMachine();
        using var pty = new Pty(100, 31);
        uint before = pty.Termios.LocalFlags;
        var bars = new ColorBars(640, 480);
        var frames = new FrameMailbox();
        var received = new List<byte>();
        var feed = new InputFeed(machine);
        feed.Connect(data => received.AddRange(data));
        var view = new TerminalView(machine, feed, frames, pty.Descriptors);
        frames.Publish(bars, bars.Frame, always: true);
        view.Write("Debian\n"u8);

        view.Start();
        string painted = pty.ReadUntil("ctrl-A x ends");
        pty.Type("k");
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                machine.DeliverInputs();
                return received.Count == 1;
            },
            TimeSpan.FromSeconds(20)));
        var leaving = new Thread(view.Dispose);
        leaving.Start();
        string left = pty.ReadUntil("\u001b[?1049l");
        leaving.Join();

        Assert.StartsWith(Encoding.ASCII.GetString(AnsiPainter.Enter), painted, StringComparison.Ordinal);
        Assert.Contains("\u001b[38;2;255;255;0m", painted, StringComparison.Ordinal);
        Assert.Contains("Debian", painted, StringComparison.Ordinal);
        Assert.Contains("100.0 MIPS", painted, StringComparison.Ordinal);
        Assert.EndsWith(Encoding.ASCII.GetString(AnsiPainter.Leave), left, StringComparison.Ordinal);
        Assert.Equal(before, pty.Termios.LocalFlags);
    }

    private static void Compose(CellScreen screen, int columns, int rows, ColorBars bars, ConsolePane console)
    {
        var pixels = new byte[bars.Frame.SizeBytes];
        bars.ReadFrame(pixels);
        TerminalView.Compose(screen, columns, rows, bars.Frame, pixels, console, TerminalView.Status("test", true, new MachineSpeed(61.24, 99.6), 59.94));
    }

    private static string RowText(CellScreen screen, int row) =>
        string.Concat(Enumerable.Range(0, screen.Columns).Select(c => screen[c, row].Character));
}
