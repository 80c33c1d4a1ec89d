using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>What keeps fragments out by their place alone: window clips and the stipple pattern.</summary>
internal sealed class FragmentGate
{
    private PipelineState _state;
    private DrawConstants? _constants;
    private int _scaleX = 1;
    private int _scaleY = 1;
    private bool _isOpen;

    /// <summary>Takes a draw.</summary>
    public void Begin(DrawCall call)
    {
        _state = call.State;
        _constants = call.Constants;
        (_scaleX, _scaleY) = SurfaceMemory.SamplesPerPixel(call.Target.Samples);
        _isOpen = !_state.IsStippled && !_state.IsWindowClipExclusive && Covers(call.Constants.WindowClips[0], call.Target.Clip);
    }

    /// <summary>Whether a fragment may live.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="isPolygon">Whether it is of a filled polygon: the pattern leaves points and lines alone. Its first word is the lowest row.</param>
    public bool Passes(int x, int y, bool isPolygon)
    {
        if (_isOpen)
        {
            return true;
        }

        if (isPolygon && _state.IsStippled && ((_constants!.Stipple[31 - (y & 31)] >> ((x & 24) + 7 - (x & 7))) & 1) == 0)
        {
            return false;
        }

        (x, y) = (x / _scaleX, y / _scaleY);
        foreach (ref readonly Rectangle window in _constants!.WindowClips.AsSpan())
        {
            if (x >= window.Left && x < window.Right && y >= window.Top && y < window.Bottom)
            {
                return !_state.IsWindowClipExclusive;
            }
        }

        return _state.IsWindowClipExclusive;
    }

    /// <summary>Which fragments of a block may live.</summary>
    /// <param name="x">Column of the leftmost.</param>
    /// <param name="y">Row.</param>
    /// <param name="isPolygon">Whether it is of a filled polygon.</param>
    /// <param name="mask">Those that there are, a bit each.</param>
    public uint Pass(int x, int y, bool isPolygon, uint mask)
    {
        if (_isOpen)
        {
            return mask;
        }

        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = Lanes.First(left);
            mask &= Passes(x + lane, y, isPolygon) ? mask : ~(1u << lane);
        }

        return mask;
    }

    private static bool Covers(Rectangle window, Rectangle clip) =>
        window.Left <= clip.Left && window.Top <= clip.Top && window.Right >= clip.Right && window.Bottom >= clip.Bottom;
}
