using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Master control: identity and the interrupt tree, whose root is the PCI pin.</summary>
internal sealed class Pmc : RegisterBlock<Pmc>
{
    public const uint PfifoPending = 1u << 8;
    public const uint PgraphPending = 1u << 12;
    public const uint PvideoPending = 1u << 16;
    public const uint PtimerPending = 1u << 20;
    public const uint PcrtcPending = 1u << 24;
    private const uint Software = 1u << 31;

    /// <summary>Bits of ENABLE. Source: envytools rnndb/bus/pmc.xml.</summary>
    public const uint PfifoUnit = 1u << 8;
    public const uint PgraphUnit = 1u << 12;
    public const uint PtimerUnit = 1u << 16;
    public const uint PfbUnit = 1u << 20;
    public const uint PcrtcUnit = 1u << 24;
    public const uint PvideoUnit = 1u << 28;

    /// <summary>All units that the part is documented to have, PMEDIA among them.</summary>
    public const uint AllUnits = (1u << 4) | PfifoUnit | PgraphUnit | PtimerUnit | PfbUnit | PcrtcUnit | PvideoUnit;

    private readonly Action<bool> _setLine;
    private readonly Action<uint> _resetUnits;

    /// <summary>What ENABLE held before the last write.</summary>
    [Derived("follows ENABLE")]
    private uint _enabled = AllUnits;

    /// <summary>What the units ask for.</summary>
    [Derived("each unit says its part again after a restore")]
    private uint _units;

    public Pmc(Action<bool> setLine, Action<uint> resetUnits)
        : base("PMC", 0x00_0000, 0x1000, PmcRegisters.Table)
    {
        _setLine = setLine;
        _resetUnits = resetUnits;
    }

    public override int StateVersion => 2;

    public bool LineLevel =>
        ((Value(PmcRegisters.IntrEn) & 1) != 0 && Requests != 0)
        || ((Value(PmcRegisters.IntrEn) & 2) != 0 && (Value(PmcRegisters.Intr) & Software) != 0);

    /// <summary>A unit asserts or releases its request.</summary>
    public void SetUnit(uint bit, bool pending)
    {
        _units = pending ? _units | bit : _units & ~bit;
        Update();
    }

    /// <summary>After a restore: the request without driving the pin, which the interrupt controller has saved for itself.</summary>
    public void RestoreUnit(uint bit, bool pending) => _units = pending ? _units | bit : _units & ~bit;

    public uint ReadIntr(uint stored) => (stored & Software) | Requests;

    /// <summary>Whether a unit is there: without its bit of ENABLE it is not.</summary>
    public bool Has(INvBlock block) => (block.EnableBit & ~_enabled) == 0;

    /// <summary>What units ask for that are there: the bits of PVIDEO and PTIMER are others than in ENABLE.</summary>
    private uint Requests => _units & ((_enabled & (PfifoUnit | PgraphUnit | PcrtcUnit)) | ((_enabled & PvideoUnit) >> 12) | ((_enabled & PtimerUnit) << 4));

    /// <summary>ENABLE was written.</summary>
    public void OnEnable(uint value)
    {
        uint disabled = _enabled & ~value;
        _enabled = value;
        _resetUnits(disabled);
        Update();
    }

    /// <summary>Version 1 had units that were there whatever ENABLE said.</summary>
    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        if (state.Version < 2)
        {
            Value(PmcRegisters.Enable) |= AllUnits;
        }
    }

    public override void AfterRestore()
    {
        base.AfterRestore();
        _enabled = Value(PmcRegisters.Enable);
    }

    public void Update() => _setLine(LineLevel);

    public override void Reset()
    {
        base.Reset();
        _enabled = AllUnits;
        _units = 0;
        Update();
    }
}
