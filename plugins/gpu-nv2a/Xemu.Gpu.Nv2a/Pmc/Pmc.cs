using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Master control: identity and the interrupt tree, whose root is the PCI pin.</summary>
internal sealed class Pmc : RegisterBlock<Pmc>
{
    public const uint PfifoPending = 1u << 8;
    public const uint PgraphPending = 1u << 12;
    public const uint PtimerPending = 1u << 20;
    public const uint PcrtcPending = 1u << 24;
    private const uint Software = 1u << 31;

    private readonly Action<bool> _setLine;

    /// <summary>What the units ask for.</summary>
    [Derived("each unit says its part again after a restore")]
    private uint _units;

    public Pmc(Action<bool> setLine)
        : base("PMC", 0x00_0000, 0x1000, PmcRegisters.Table)
    {
        _setLine = setLine;
    }

    public bool LineLevel =>
        ((Value(PmcRegisters.IntrEn) & 1) != 0 && _units != 0)
        || ((Value(PmcRegisters.IntrEn) & 2) != 0 && (Value(PmcRegisters.Intr) & Software) != 0);

    /// <summary>A unit asserts or releases its request.</summary>
    public void SetUnit(uint bit, bool pending)
    {
        _units = pending ? _units | bit : _units & ~bit;
        Update();
    }

    /// <summary>After a restore: the request without driving the pin, which the interrupt controller has saved for itself.</summary>
    public void RestoreUnit(uint bit, bool pending) => _units = pending ? _units | bit : _units & ~bit;

    public uint ReadIntr(uint stored) => (stored & Software) | _units;

    public void Update() => _setLine(LineLevel);

    public override void Reset()
    {
        base.Reset();
        _units = 0;
        Update();
    }
}
