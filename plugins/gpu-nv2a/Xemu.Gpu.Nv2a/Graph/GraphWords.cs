using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>What PGRAPH's registers store, and what holds methods up: that is asked for between any two.</summary>
internal sealed class GraphWords
{
    private readonly uint[] _words = new uint[0x2000 / 4];

    /// <summary>What holds methods up.</summary>
    [Derived("those that hold them up say it again")]
    public GraphHolds Holds { get; private set; }

    /// <summary>Whether the driver lets methods in: bit 0 of FIFO.</summary>
    public bool TakesMethods => (this[PgraphRegisters.Fifo] & 1) != 0;

    /// <summary>A register.</summary>
    /// <param name="register">Its offset.</param>
    public ref uint this[uint register] => ref _words[register / 4];

    /// <summary>The registers that a context has.</summary>
    public Span<uint> OfContext => _words.AsSpan((int)PgraphRegisters.CtxUser / 4, (int)(PgraphRegisters.EndOfCtxCache - PgraphRegisters.CtxUser) / 4);

    /// <summary>The subchannel whose object CTX_SWITCH1 to 4 describe.</summary>
    public uint Subchannel => (this[PgraphRegisters.CtxUser] >> 13) & 7;

    /// <summary>Somebody holds methods up, or does no longer.</summary>
    public void Hold(GraphHolds what, bool isHeld) => Holds = isHeld ? Holds | what : Holds & ~what;

    public void Reset()
    {
        Array.Clear(_words);
        Holds = GraphHolds.None;
    }

    /// <summary>The words, as a field of PGRAPH.</summary>
    public void DescribeState(IStateVisitor state) => state.Words("words", _words);
}
