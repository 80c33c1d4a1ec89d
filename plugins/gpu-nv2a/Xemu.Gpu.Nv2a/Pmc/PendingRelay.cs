using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Brings the requests of PFIFO and PGRAPH to the interrupt tree. Interrupt lines belong to the machine thread: that of the FIFO has it look.</summary>
/// <param name="pmc">The tree.</param>
/// <param name="machine">The machine thread.</param>
[Derived("host-side: empty while guest time stands")]
internal sealed class PendingRelay(Pmc pmc, IMachineControl machine)
{
    private Func<bool>? _isFifoPending;
    private Func<bool>? _isGraphPending;
    private Action? _update;

    /// <summary>1 while the machine thread is on its way.</summary>
    private int _posted;

    /// <summary>Says where it is looked at. While wiring.</summary>
    public void Attach(Func<bool> isFifoPending, Func<bool> isGraphPending)
    {
        _isFifoPending = isFifoPending;
        _isGraphPending = isGraphPending;
        _update = Update;
    }

    /// <summary>A unit asserts or releases its request.</summary>
    /// <param name="unit">Its bit of INTR.</param>
    /// <param name="pending">Whether it asserts it.</param>
    /// <param name="isElsewhere">Whether this is not the machine thread.</param>
    public void Set(uint unit, bool pending, bool isElsewhere)
    {
        if (!isElsewhere)
        {
            pmc.SetUnit(unit, pending);
        }
        else if (Interlocked.Exchange(ref _posted, 1) == 0)
        {
            machine.Post(_update!);
        }
    }

    /// <summary>Looks what is asked for. Machine thread.</summary>
    public void Update()
    {
        Volatile.Write(ref _posted, 0);
        pmc.SetUnit(Pmc.PfifoPending, _isFifoPending!());
        pmc.SetUnit(Pmc.PgraphPending, _isGraphPending!());
    }
}
