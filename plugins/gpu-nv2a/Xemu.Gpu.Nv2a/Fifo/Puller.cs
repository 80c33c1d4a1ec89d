namespace Xemu.Gpu.Nv2a;

/// <summary>Takes methods from the pusher: binds objects, serves semaphores and references, hands the rest to PGRAPH. Source: envytools docs/hw/fifo/puller.</summary>
internal sealed class Puller(Pfifo fifo, Pgraph graph, SemaphoreUnit semaphores)
{
    private const uint SetObject = 0x000;
    private const uint SetReference = 0x050;
    private const uint SemaphoreObject = 0x060;
    private const uint SemaphoreOffset = 0x064;
    private const uint SemaphoreAcquire = 0x068;
    private const uint SemaphoreRelease = 0x06C;
    private const uint FirstEngineMethod = 0x100;

    /// <summary>Whether the puller is on (PULL0 bit 0) and waits for no semaphore, and the engine takes methods.</summary>
    public bool CanRun => Accepts && !graph.IsSpent;

    /// <summary>The same, but for what a run may cost.</summary>
    public bool Accepts => (fifo.Register(PfifoRegisters.Pull0) & 1) != 0 && !semaphores.IsWaiting && graph.Accepts;

    /// <summary>Whether a semaphore has not the value yet that is waited for.</summary>
    public bool IsWaiting => semaphores.IsWaiting;

    /// <summary>Whether the rest must wait for some guest time.</summary>
    public bool IsSpent => graph.IsSpent;

    /// <summary>A run begins: a semaphore that is waited for is looked at again.</summary>
    public void BeginRun()
    {
        graph.BeginRun();
        semaphores.Retry();
    }

    /// <summary>Says how many bytes a run has moved beside its methods: a KiB costs a word.</summary>
    public void SpendBytes(long bytes) => graph.Spend(bytes >> 10);

    /// <summary>Executes methods.</summary>
    /// <param name="subchannel">The subchannel, 0 to 7.</param>
    /// <param name="method">The first method, a multiple of 4.</param>
    /// <param name="data">A word for each.</param>
    /// <param name="isIncreasing">Whether each word goes to the next method; else all to the first.</param>
    /// <returns>How many words were taken; fewer than there are when the engine must wait.</returns>
    public int Execute(uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        if (method < FirstEngineMethod)
        {
            return ExecuteOwn(subchannel, method, data[0]) ? 1 : 0;
        }

        FifoEngine engine = EngineOf(subchannel);
        if (engine != FifoEngine.Graphics)
        {
            return Refuse(subchannel, method, data[0], isHashFailure: false) ? 1 : 0;
        }

        fifo.Register(PfifoRegisters.Pull1) = (uint)engine;

        // Methods 0x180 to 0x1FF take handles of objects. Source: envytools docs/hw/fifo/puller.
        if (method is >= 0x180 and < 0x200)
        {
            if (!TryFind(data[0], out RamhtEntry entry))
            {
                return Refuse(subchannel, method, data[0], isHashFailure: true) ? 1 : 0;
            }

            uint instance = entry.Instance;
            return graph.Execute(fifo.Channel, subchannel, method, new ReadOnlySpan<uint>(in instance), isIncreasing);
        }

        if (isIncreasing && method < 0x180)
        {
            data = data[..Math.Min(data.Length, (int)(0x180 - method) / 4)];
        }

        return graph.Execute(fifo.Channel, subchannel, method, data, isIncreasing);
    }

    private FifoEngine EngineOf(uint subchannel) => (FifoEngine)((fifo.Register(PfifoRegisters.Engine) >> (int)(4 * subchannel)) & 3);

    private bool ExecuteOwn(uint subchannel, uint method, uint data)
    {
        switch (method)
        {
            case SetObject:
                return Bind(subchannel, data);
            case SetReference:
                fifo.Register(PfifoRegisters.Ref) = data;
                return true;
            case SemaphoreObject when TryFind(data, out RamhtEntry entry):
                semaphores.Bind(entry.Instance);
                return true;
            case SemaphoreObject:
                return Refuse(subchannel, method, data, isHashFailure: true);
            case SemaphoreOffset:
                semaphores.SetOffset(data);
                return true;
            case SemaphoreAcquire:
                semaphores.Acquire(data);
                return true;
            case SemaphoreRelease:
                semaphores.Release(data);
                return true;
            default:
                return Refuse(subchannel, method, data, isHashFailure: false);
        }
    }

    private bool Bind(uint subchannel, uint handle)
    {
        if (!TryFind(handle, out RamhtEntry entry))
        {
            return Refuse(subchannel, SetObject, handle, isHashFailure: true);
        }

        ref uint engines = ref fifo.Register(PfifoRegisters.Engine);
        int shift = (int)(4 * subchannel);
        engines = (engines & ~(3u << shift)) | ((uint)entry.Engine << shift);
        fifo.Register(PfifoRegisters.Hash) = (entry.Instance >> 4) | 0x1_0000;
        if (entry.Engine != FifoEngine.Graphics)
        {
            return Refuse(subchannel, SetObject, handle, isHashFailure: false);
        }

        uint instance = entry.Instance;
        return graph.Execute(fifo.Channel, subchannel, SetObject, new ReadOnlySpan<uint>(in instance), isIncreasing: true) != 0;
    }

    private bool TryFind(uint handle, out RamhtEntry entry) =>
        Ramht.TryFind(fifo.Instances, fifo.Register(PfifoRegisters.Ramht), fifo.Channel, handle, out entry);

    /// <summary>A method for the driver: it lies at the head of the cache, the puller stops, and the driver, told by an interrupt, steps over it.</summary>
    private bool Refuse(uint subchannel, uint method, uint data, bool isHashFailure)
    {
        ref uint pull = ref fifo.Register(PfifoRegisters.Pull0);
        pull = (pull & ~1u) | (isHashFailure ? 0x10u : 0x100u);
        uint slot = fifo.Register(PfifoRegisters.CacheGet) / 4 % PfifoRegisters.CacheEntries;
        fifo.Register(PfifoRegisters.CacheMethod + (slot * 8)) = method | (subchannel << 13);
        fifo.Register(PfifoRegisters.CacheData + (slot * 8)) = data;
        fifo.Raise(Pfifo.Interrupt.CacheError);
        return true;
    }
}
