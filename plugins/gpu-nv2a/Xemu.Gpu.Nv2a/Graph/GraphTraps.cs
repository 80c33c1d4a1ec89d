using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>What the engine tells a driver by interrupt, and the methods that wait until it has heard: traps and errors.</summary>
internal sealed class GraphTraps(GraphWords words, MethodNotes notes, Action<bool> setPending)
{
    /// <summary>The trap whose interrupt the driver must acknowledge before the next method, as bits of INTR.</summary>
    private uint _trap;

    /// <summary>Whether the interrupt line is asked for.</summary>
    public bool IsPending => (words[PgraphRegisters.Intr] & words[PgraphRegisters.IntrEn]) != 0;

    /// <summary>Whether surfaces have limits.</summary>
    public bool ChecksLimits => (words[PgraphRegisters.Debug7] & GraphErrors.ChecksLimits) != 0;

    /// <summary>Whether the driver wants to hear of a kind of errors: bits of DEBUG_3.</summary>
    public bool Checks(uint kind) => (words[PgraphRegisters.Debug3] & kind) != 0;

    /// <summary>Stops at a method until the driver has seen it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    /// <param name="source">Why.</param>
    public void Trap(uint method, uint data, GraphError source)
    {
        uint user = words[PgraphRegisters.CtxUser];
        words[PgraphRegisters.Nsource] |= (uint)source;
        words[PgraphRegisters.Nstatus] |= GraphErrors.StatusOf(source);
        Stop(PgraphRegisters.ErrorPending, method | (((user >> 13) & 7) << 16) | (((user >> 24) & 0x1F) << 20), data);
    }

    /// <summary>Refuses a method: no further one is taken until the driver has acknowledged it and lets them in again (FIFO bit 0).</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    /// <param name="error">Why; nothing happens when it is none.</param>
    public void Fail(uint method, uint data, GraphError error)
    {
        if (error != GraphError.None)
        {
            notes.NoteError(method, data, error);
            Trap(method, data, error);
            words[PgraphRegisters.Fifo] &= ~1u;
        }
    }

    /// <summary>A method came that a class does not obey: one that no list names is refused, as the part does with those that it has not.</summary>
    /// <param name="table">The class's methods.</param>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    public void NoteMethod(MethodTable table, uint method, uint data)
    {
        notes.NoteMethod(table, method);
        if (!table.TryGet(method, out _))
        {
            Fail(method, data, GraphError.IllegalMethod);
        }
    }

    /// <summary>Stops at a method whose channel's context the driver must load.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="subchannel">The subchannel.</param>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    public void StopForContext(uint channel, uint subchannel, uint method, uint data) =>
        Stop(PgraphRegisters.ContextSwitchPending, method | (subchannel << 16) | (channel << 20), data);

    /// <summary>Tells of a notifier.</summary>
    public void RaiseNotify()
    {
        words[PgraphRegisters.Intr] |= PgraphRegisters.NotifyPending;
        UpdateIrq();
    }

    /// <summary>INTR was written: bits that are 1 are acknowledged.</summary>
    public void Acknowledge(uint value)
    {
        words[PgraphRegisters.Intr] &= ~value;
        _trap &= ~value;
        Hold();
        if ((value & PgraphRegisters.ErrorPending) != 0)
        {
            // Source: envytools rnndb/graph/nv4_pgraph.xml; of NSTATUS: unverified.
            words[PgraphRegisters.Nsource] = words[PgraphRegisters.Nstatus] = 0;
        }

        UpdateIrq();
    }

    /// <summary>What the line depends on was written.</summary>
    public void UpdateIrq() => setPending(IsPending);

    public void Reset() => _trap = 0;

    /// <summary>The trap, as a field of PGRAPH.</summary>
    public void DescribeState(IStateVisitor state) => state.Field("trap", ref _trap);

    public void AfterRestore() => Hold();

    private void Hold() => words.Hold(GraphHolds.Trap, _trap != 0);

    private void Stop(uint pending, uint address, uint data)
    {
        words[PgraphRegisters.TrappedAddress] = address;
        words[PgraphRegisters.TrappedDataLow] = data;
        words[PgraphRegisters.Intr] |= pending;
        _trap |= pending;
        Hold();
        UpdateIrq();
    }
}
