namespace Xemu.Gpu.Nv2a;

/// <summary>Tells where a frame ends: at the method that waits for the flip; for programs that send none, at the vertical blank that shows another picture, or at any that follows a draw.</summary>
internal sealed class FrameClock
{
    /// <summary>After so many vertical blanks without a better sign the weaker one counts.</summary>
    private const int Patience = 60;

    private int _sinceFlipStall = Patience;
    private int _sinceStart = Patience;
    private uint _start;

    /// <summary>Whether something was drawn since the last frame ended.</summary>
    public bool HasDrawn { get; set; }

    /// <summary>A method waits for the flip.</summary>
    public void FlipStall()
    {
        _sinceFlipStall = 0;
        HasDrawn = false;
    }

    /// <summary>A vertical blank.</summary>
    /// <param name="startBytes">Where the picture that is shown begins.</param>
    /// <returns>Whether a frame ends here.</returns>
    public bool Vblank(uint startBytes)
    {
        _sinceFlipStall = Math.Min(_sinceFlipStall + 1, Patience);
        _sinceStart = startBytes == _start ? Math.Min(_sinceStart + 1, Patience) : 0;
        _start = startBytes;
        bool ends = HasDrawn && _sinceFlipStall == Patience && (_sinceStart == 0 || _sinceStart == Patience);
        HasDrawn &= !ends;
        return ends;
    }
}
