using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>NOTIFY: a notifier is written when the next method is done.</summary>
internal sealed class GraphNotices(GraphWords words, GraphTraps traps, Notifier notifier)
{
    private const uint NotifyMethod = 0x104;

    /// <summary>Whether NOTIFY waits for the method behind it, and 1 or 2: write, or write and tell.</summary>
    private uint _notify;

    /// <summary>The memory object that it is written to.</summary>
    private uint _instance;

    /// <summary>Whether the next method is one that is told of.</summary>
    public bool IsWaiting => _notify != 0;

    /// <summary>Asks for a notifier.</summary>
    /// <param name="instance">The memory object.</param>
    /// <param name="kind">0 to write it, 1 to raise an interrupt as well.</param>
    public void Request(uint instance, uint kind)
    {
        GraphError error = (kind > 1 && traps.Checks(GraphErrors.ChecksData) ? GraphError.Data : 0)
            | (_notify != 0 ? GraphError.DoubleNotify : 0)
            | (instance == 0 && traps.Checks(GraphErrors.ChecksState) ? GraphError.State : 0);
        traps.Fail(NotifyMethod, kind, error);
        if (error == GraphError.None)
        {
            (_notify, _instance) = (1 + (kind & 1), instance);
            Hold();
        }
    }

    /// <summary>The method that was waited for is done.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    public void Complete(uint method, uint data)
    {
        bool raises = _notify == 2;
        _notify = 0;
        Hold();
        traps.Fail(method, data, Write(_instance, 0, raises));
    }

    /// <summary>Writes a notifier.</summary>
    /// <param name="instance">The memory object.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="raises">Whether the program is told by an interrupt.</param>
    /// <returns>What is wrong with the object.</returns>
    public GraphError Write(uint instance, uint offset, bool raises)
    {
        if (!notifier.Write(instance, offset))
        {
            return GraphError.DmaWrite;
        }

        if (raises)
        {
            traps.RaiseNotify();
        }

        return GraphError.None;
    }

    public void Reset() => _notify = _instance = 0;

    /// <summary>What waits, as fields of PGRAPH.</summary>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("notify", ref _notify);
        state.Field("notify-instance", ref _instance);
    }

    public void AfterRestore() => Hold();

    private void Hold() => words.Hold(GraphHolds.Notice, IsWaiting);
}
