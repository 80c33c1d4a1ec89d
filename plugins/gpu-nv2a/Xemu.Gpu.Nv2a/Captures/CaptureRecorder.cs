using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>Captures frames: the methods that the graphics engine executes, and each page of memory as the engine first finds it.</summary>
/// <remarks>A page that the guest changes afterwards is written again when the engine next touches it; what the engine itself changes is not.</remarks>
internal sealed class CaptureRecorder : IDisposable
{
    private const int PageSize = IRamBlock.PageSize;

    private readonly CaptureRequest _request;
    private readonly IRamBlock _ram;
    private readonly IRamBlock _instances;
    private readonly IStateful _graph;
    private readonly IClock _clock;
    private readonly Action<string?> _done;

    /// <summary>Pages as they were when they were written to the file, or when the engine left them.</summary>
    private readonly byte[]?[] _known;

    /// <summary>Pages that the methods in progress may write.</summary>
    private readonly HashSet<uint> _written = [];

    private CaptureWriter? _writer;
    private bool _endsFrame;
    private int _frames;

    /// <summary>Waits for the first frame to begin.</summary>
    /// <param name="request">What is captured.</param>
    /// <param name="ram">Main RAM.</param>
    /// <param name="instances">Instance memory.</param>
    /// <param name="graph">The graphics engine.</param>
    /// <param name="clock">Guest time.</param>
    /// <param name="done">Told once: null when every frame is in the file, or why not.</param>
    public CaptureRecorder(CaptureRequest request, IRamBlock ram, IRamBlock instances, IStateful graph, IClock clock, Action<string?> done)
    {
        _request = request;
        _ram = ram;
        _instances = instances;
        _graph = graph;
        _clock = clock;
        _done = done;
        _known = new byte[]?[ram.SizeBytes / PageSize];
    }

    /// <summary>Whether every frame has been captured, or the capture has failed.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The engine, or a renderer on its behalf, is about to touch memory.</summary>
    public void Touch(MemoryRange range, RamAccess access) => Touch(range.Offset, range.Length, access);

    /// <summary>The engine is about to touch memory.</summary>
    public void Touch(ulong offset, int length, RamAccess access)
    {
        if (_writer is null || length == 0)
        {
            return;
        }

        for (uint page = (uint)(offset / PageSize); page <= (offset + (ulong)length - 1) / PageSize; page++)
        {
            if (!_written.Contains(page))
            {
                Keep(page, isKnown: false);
            }

            if ((access & RamAccess.Write) != 0)
            {
                _written.Add(page);
            }
        }
    }

    /// <summary>Methods have been executed.</summary>
    public void Methods(uint channel, uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        _writer?.Methods(channel, subchannel, method, data, isIncreasing);
        foreach (uint page in _written)
        {
            Keep(page, isKnown: true);
        }

        _written.Clear();
        Guarded(static recorder => recorder._writer?.Flush());
        if (_endsFrame)
        {
            _endsFrame = false;
            EndFrame();
        }
    }

    /// <summary>The CPU has written a register.</summary>
    public void RegisterWrite(uint offset, uint value)
    {
        _writer?.RegisterWrite(offset, value);
        FlushIfFull();
    }

    /// <summary>The CPU has read a register that moves something.</summary>
    public void RegisterRead(uint offset)
    {
        _writer?.RegisterRead(offset);
        FlushIfFull();
    }

    /// <summary>The CPU has written instance memory.</summary>
    public void InstanceWrite(uint offset, int width, uint value)
    {
        _writer?.InstanceWrite(offset, width, value);
        FlushIfFull();
    }

    /// <summary>The frame ends with the methods in progress.</summary>
    public void EndFrameAfterMethods() => _endsFrame = true;

    /// <summary>A frame ends.</summary>
    public void EndFrame()
    {
        if (!IsDone)
        {
            Guarded(static recorder => recorder.NextFrame());
        }
    }

    public void Dispose()
    {
        if (!IsDone)
        {
            End(_writer is null ? "no frame began" : $"the run ended after {_frames} of {_request.Frames} frames");
        }
    }

    /// <summary>For a guest that draws no more but goes on with registers.</summary>
    private void FlushIfFull()
    {
        if (_writer is { IsFull: true })
        {
            Guarded(static recorder => recorder._writer?.Flush());
        }
    }

    private void NextFrame()
    {
        if (_writer is null)
        {
            Begin();
            return;
        }

        _writer.FrameEnd(_clock.NowNs);
        _writer.Flush();
        if (++_frames == _request.Frames)
        {
            _writer.Complete();
            End(problem: null);
        }
    }

    private void Begin()
    {
        if (_clock.NowNs < _request.StartNs)
        {
            return;
        }

        using RamLease lease = _instances.Lease(0, (int)_instances.SizeBytes, RamAccess.Read);
        _writer = new CaptureWriter(_request.Path, new CaptureHeader(_ram.SizeBytes), _graph, lease.Span);
    }

    /// <summary>A file that cannot be written ends the capture, not the machine.</summary>
    private void Guarded(Action<CaptureRecorder> action)
    {
        try
        {
            action(this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            End(e.Message);
        }
    }

    private void End(string? problem)
    {
        IsDone = true;
        _writer?.Dispose();
        _writer = null;
        _done(problem);
    }

    /// <summary>Remembers a page, and writes it when it has changed and the file does not know that.</summary>
    private void Keep(uint page, bool isKnown)
    {
        using RamLease lease = _ram.Lease((ulong)page * PageSize, PageSize, RamAccess.Read);
        ref byte[]? known = ref _known[page];
        if (known is not null && lease.Span.SequenceEqual(known))
        {
            return;
        }

        known ??= new byte[PageSize];
        lease.Span.CopyTo(known);
        if (!isKnown)
        {
            _writer!.Page(page, known);
        }
    }
}
