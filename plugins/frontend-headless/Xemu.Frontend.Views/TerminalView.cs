using System.Diagnostics;
using System.Globalization;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Chardev.Streams;

namespace Xemu.Frontend.Views;

/// <summary>The live view in the terminal: picture, serial console and status line, painted by a thread of its own.</summary>
internal sealed class TerminalView : IDisposable
{
    /// <summary>30 pictures a second of host time at most.</summary>
    private const int PeriodMs = 34;

    /// <summary>Everything is painted anew this often, for the sake of what others have written over it.</summary>
    private static readonly TimeSpan RepaintEvery = TimeSpan.FromSeconds(2);

    private readonly string _id;
    private readonly IMachineControl _machine;
    private readonly FrameMailbox _frames;
    private readonly ConsolePane _console = new();
    private readonly InputFeed _feed;
    private readonly CellScreen _screen = new();
    private readonly AnsiPainter _painter = new();
    private readonly RateMeter _rate = new();
    private readonly DescriptorSink _sink = new(1);
    private readonly ManualResetEventSlim _closing = new();
    private RawTerminal? _terminal;
    private DescriptorReader? _reader;
    private Thread? _thread;

    public TerminalView(IComponentContext context, InputFeed feed, FrameMailbox frames)
    {
        _id = context.Id;
        _machine = context.Machine;
        _frames = frames;
        _feed = feed;
    }

    /// <summary>Whether standard output can show the view.</summary>
    public static bool IsPossible =>
        RawTerminal.IsTerminal(1) && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Takes what the guest sends to the console. Machine thread.</summary>
    public void Write(ReadOnlySpan<byte> data) => _console.Write(data);

    /// <summary>Takes the terminal over; a second call does nothing.</summary>
    public void Start()
    {
        if (_thread is not null)
        {
            return;
        }

        _terminal = RawTerminal.TryEnter(signals: true);
        if (_terminal is not null)
        {
            _reader = new DescriptorReader(_id + " input", 0, StandardStreams.ReaderFor(isTyped: true, _feed, _machine));
        }

        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        Send(AnsiPainter.Enter);
        _thread = new Thread(Run) { Name = _id + " view", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _feed.Dispose();
        _reader?.Dispose();
        if (!_closing.IsSet)
        {
            _closing.Set();
            _thread?.Join();
            if (_thread is not null)
            {
                Send(AnsiPainter.Leave);
            }
        }

        _terminal?.Dispose();
    }

    /// <summary>Composes the screen. Apart from the terminal, so that it can be tested.</summary>
    /// <param name="screen">Receives the cells.</param>
    /// <param name="columns">Columns of the terminal.</param>
    /// <param name="rows">Rows of the terminal.</param>
    /// <param name="frame">Shape of the picture.</param>
    /// <param name="pixels">The picture.</param>
    /// <param name="console">The console.</param>
    /// <param name="status">The status line.</param>
    internal static void Compose(
        CellScreen screen, int columns, int rows, FrameInfo frame, ReadOnlySpan<byte> pixels, ConsolePane console, string status)
    {
        screen.Clear(columns, rows);
        ViewLayout layout = ViewLayout.For(columns, rows, PictureAspect.Of(frame.Width, frame.Height), console.IsUsed);
        if (frame.Width > 0 && layout.PictureColumns > 0)
        {
            HalfBlockPicture.Draw(screen, layout.PictureColumn, layout.PictureColumns, layout.PictureRows, frame.Width, frame.Height, pixels);
        }

        if (layout.ConsoleColumns > 0)
        {
            int row = layout.ConsoleRow;
            foreach (string line in console.Tail(layout.ConsoleColumns, layout.ConsoleRows))
            {
                screen.Text(layout.ConsoleColumn, row++, layout.ConsoleColumns, line, 0xD0D0D0, 0);
            }
        }

        if (rows > 0)
        {
            screen.Text(0, rows - 1, columns, status, 0x000000, 0x9AB87A);
        }
    }

    /// <summary>The status line's text.</summary>
    internal static string Status(string name, bool isRunning, MachineSpeed speed, double framesPerSecond) => string.Create(
        CultureInfo.InvariantCulture,
        $" {name} | {(isRunning ? "running" : "paused")} | {speed.MillionInstructionsPerSecond:F1} MIPS | {framesPerSecond:F1} frames/s | {speed.PercentOfRealTime:F0} % of real time | ctrl-A x ends");

    private void Run()
    {
        long repainted = Stopwatch.GetTimestamp();
        try
        {
            while (!_closing.Wait(PeriodMs))
            {
                if (Stopwatch.GetElapsedTime(repainted) > RepaintEvery)
                {
                    _painter.Forget();
                    repainted = Stopwatch.GetTimestamp();
                }

                Paint();
            }
        }
        catch (IOException)
        {
            // The terminal is gone: nobody watches any more.
        }
    }

    private void Paint()
    {
        _rate.Update(_frames.Blanks);
        _ = _frames.TryTake(out FrameInfo frame, out ReadOnlySpan<byte> pixels);
        (int columns, int rows) = TerminalSize();
        Compose(_screen, columns, rows, frame, pixels, _console, Status(_machine.Name, _machine.IsRunning, _machine.Speed, _rate.PerSecond));
        _sink.Write(_painter.Paint(_screen));
    }

    private static (int Columns, int Rows) TerminalSize() =>
        Libc.ioctl(1, Libc.TiocGWinSz, out Libc.WindowSize size) == 0 && size.Columns > 0 && size.Rows > 0
            ? (Math.Min((int)size.Columns, 1000), Math.Min((int)size.Rows, 500))
            : (80, 24);

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _sink.Write(bytes);
        }
        catch (IOException)
        {
            // The terminal is gone.
        }
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();
}
