using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Which picture is drawn and which is shown, counted in SURFACE, and who waits for another to be shown.</summary>
internal sealed class GraphFlips(GraphWords words, GraphTap tap)
{
    private bool _waitsForSolid;
    private bool _waitsForBlit;

    /// <summary>Sets a field of SURFACE.</summary>
    public void Set(int field, uint value)
    {
        ref uint surface = ref words[PgraphRegisters.Surface];
        surface = FlipFields.Set(surface, field, value);
    }

    /// <summary>Moves the buffer that is drawn to.</summary>
    public void IncrementWrite(FlipFields flip) => Advance(flip, flip.Write);

    /// <summary>Waits until the buffer that is shown is another than the one that is drawn to.</summary>
    public void Stall(FlipFields flip)
    {
        (flip == FlipFields.Blit ? ref _waitsForBlit : ref _waitsForSolid) = !flip.IsDone(words[PgraphRegisters.Surface]);
        Hold();
        tap.FlipStall();
    }

    /// <summary>INCREMENT was written: bit 0 moves the buffer of blits that is shown, bit 1 that of draws.</summary>
    /// <returns>Whether somebody has waited.</returns>
    public bool IncrementRead(uint value)
    {
        if ((value & 1) != 0)
        {
            Advance(FlipFields.Blit, FlipFields.Blit.Read);
        }

        if ((value & 2) != 0)
        {
            Advance(FlipFields.Solid, FlipFields.Solid.Read);
        }

        return End();
    }

    /// <summary>Looks whether what is waited for has come.</summary>
    /// <returns>Whether somebody has waited.</returns>
    public bool End()
    {
        uint surface = words[PgraphRegisters.Surface];
        bool waited = _waitsForSolid || _waitsForBlit;
        _waitsForSolid &= !FlipFields.Solid.IsDone(surface);
        _waitsForBlit &= !FlipFields.Blit.IsDone(surface);
        Hold();
        return waited;
    }

    public void Reset() => _waitsForSolid = _waitsForBlit = false;

    /// <summary>Who waits, as fields of PGRAPH.</summary>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("waits-for-flip", ref _waitsForSolid);
        if (state.Version >= 2)
        {
            state.Field("waits-for-blit-flip", ref _waitsForBlit);
        }
        else
        {
            _waitsForBlit = false;
        }
    }

    public void AfterRestore() => Hold();

    private void Hold() => words.Hold(GraphHolds.Flip, _waitsForSolid || _waitsForBlit);

    private void Advance(FlipFields flip, int field)
    {
        ref uint surface = ref words[PgraphRegisters.Surface];
        surface = flip.Advance(surface, field);
    }
}
