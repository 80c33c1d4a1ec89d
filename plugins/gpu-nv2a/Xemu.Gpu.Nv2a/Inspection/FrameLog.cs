using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>What was drawn in this frame and in the one before.</summary>
internal sealed class FrameLog
{
    /// <summary>Most entries of a frame; what follows is counted only.</summary>
    private const int MaxEntries = 1 << 14;

    private FrameEntry[] _current = new FrameEntry[64];
    private FrameEntry[] _last = new FrameEntry[64];
    private int _currentCount;
    private int _lastCount;

    /// <summary>Draws and clears of the last complete frame, in order.</summary>
    public ReadOnlySpan<FrameEntry> Last => _last.AsSpan(0, _lastCount);

    /// <summary>Frames since the machine was made.</summary>
    public long Frames { get; private set; }

    /// <summary>Keeps a draw.</summary>
    public void Add(DrawCall call)
    {
        if (!Reserve())
        {
            return;
        }

        ref FrameEntry entry = ref _current[_currentCount++];
        entry.IsClear = false;
        entry.Primitive = call.Primitive;
        entry.VertexCount = call.VertexCount;
        entry.IndexCount = call.IndexCount;
        entry.Target = call.Target;
        entry.State = call.State;
        entry.VertexProgram = call.VertexProgram;
        entry.PixelProgram = call.PixelProgram;
        call.Textures.CopyTo(entry.Textures);
    }

    /// <summary>Keeps a clear.</summary>
    public void Add(in ClearCall call)
    {
        if (Reserve())
        {
            ref FrameEntry entry = ref _current[_currentCount++];
            entry.IsClear = true;
            entry.Target = call.Target;
            entry.Clear = call;
        }
    }

    /// <summary>A frame is complete.</summary>
    public void EndFrame()
    {
        (_current, _last) = (_last, _current);
        _lastCount = _currentCount;
        _currentCount = 0;
        Frames++;
    }

    private bool Reserve()
    {
        if (_currentCount == _current.Length && _currentCount < MaxEntries)
        {
            Array.Resize(ref _current, _current.Length * 2);
        }

        return _currentCount < _current.Length;
    }
}
