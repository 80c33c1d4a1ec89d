using System.Diagnostics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Draws a capture with one renderer.</summary>
internal sealed class Replay
{
    private readonly ReplayBench _bench;
    private readonly byte[] _file;
    private readonly Stopwatch _watch = new();

    /// <summary>Makes a replay.</summary>
    /// <param name="bench">Where it is drawn; has its renderer.</param>
    /// <param name="file">The capture.</param>
    public Replay(ReplayBench bench, byte[] file)
    {
        _bench = bench;
        _file = file;
    }

    /// <summary>Frames that were drawn.</summary>
    public int Frames { get; private set; }

    /// <summary>Draws and clears.</summary>
    public long Draws => _bench.DrawCount;

    /// <summary>Time that drawing has taken, reading the file included.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Draws from the start.</summary>
    /// <param name="lastFrame">The frame after which it stops, counted from 1; 0 for all.</param>
    /// <param name="cancellation">Ends it between two records.</param>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    public void Run(int lastFrame, CancellationToken cancellation)
    {
        using var reader = new CaptureReader(new MemoryStream(_file, writable: false));
        _bench.Begin(reader);
        int frame = 0;
        _watch.Start();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            CaptureRecord record = _bench.Step(reader);
            if (record == CaptureRecord.FrameEnd)
            {
                _bench.Renderer?.WriteBack();
                Frames++;
                frame++;
            }

            if (record == CaptureRecord.End || (lastFrame != 0 && frame == lastFrame))
            {
                break;
            }
        }

        _watch.Stop();
    }
}
