using System.Buffers.Binary;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>The puller's semaphores: words in memory that commands write, or wait for. Source: envytools docs/hw/fifo/puller, rnndb/fifo/nv4_pfifo.xml.</summary>
/// <remarks>
/// A limit in ACQUIRE_0 other than 0 raises ACQUIRE_TIMEOUT each time that it has passed since ACQUIRE_1, and the wait goes on. That there is such a limit: envytools; its unit, taken for
/// PTIMER's (nanoseconds), and what happens then: unverified. Not modelled: that the memory object must be for writing only.
/// </remarks>
internal sealed class SemaphoreUnit(Pfifo fifo, IRamBlock ram, IClock clock)
{
    /// <summary>Bits of ACQUIRE_0 that are the limit.</summary>
    private const uint LimitMask = 0x7FFF_FFFF;

    private const uint ObjectClass = 0x02;
    private const uint HasPageTable = 1 << 12;
    private const uint OffsetMask = 0xFFC;

    /// <summary>Bit 4 of PULL1: the puller waits.</summary>
    private const uint AcquireActive = 1 << 4;

    /// <summary>A parameter that is wrong: bits 20 to 23 of PULL0.</summary>
    private const uint InvalidOperand = 1;

    /// <summary>No memory object.</summary>
    private const uint InvalidState = 2;

    /// <summary>Whether a semaphore has not the value yet that is waited for.</summary>
    public bool IsWaiting => (fifo.Register(PfifoRegisters.Pull1) & AcquireActive) != 0;

    /// <summary>Bit 0 says that there is an object, bits 2 to 11 are the offset, bits 12 to 31 the page.</summary>
    private ref uint Semaphore => ref fifo.Register(PfifoRegisters.Semaphore);

    private ulong Address => Semaphore & ~3u;

    private bool IsReady => (Semaphore & 1) != 0 && ram.Contains(Address, 4);

    /// <summary>DMA_SEMAPHORE: the page that semaphores lie in.</summary>
    /// <param name="instance">The memory object.</param>
    public void Bind(uint instance)
    {
        uint flags = fifo.Instances.Read(instance);
        if ((flags & 0xFFF) != ObjectClass || (flags & HasPageTable) == 0)
        {
            Fail(InvalidOperand);
            return;
        }

        Semaphore = (fifo.Instances.Read(instance + 8) & 0xFFFF_F000) | (Semaphore & OffsetMask) | 1;
    }

    /// <summary>SEMAPHORE_OFFSET.</summary>
    public void SetOffset(uint offset)
    {
        if ((offset & ~OffsetMask) != 0)
        {
            Fail(InvalidOperand);
            return;
        }

        Semaphore = (Semaphore & ~OffsetMask) | offset;
    }

    /// <summary>SEMAPHORE_ACQUIRE: waits for a value.</summary>
    public void Acquire(uint value)
    {
        if (!IsReady)
        {
            Fail(InvalidState);
            return;
        }

        if (Read() != value)
        {
            fifo.Register(PfifoRegisters.AcquireValue) = value;
            fifo.Register(PfifoRegisters.Acquire1) = (uint)clock.NowNs;
            fifo.Register(PfifoRegisters.Pull1) |= AcquireActive;
        }
    }

    /// <summary>SEMAPHORE_RELEASE: writes a value.</summary>
    public void Release(uint value)
    {
        if (!IsReady)
        {
            Fail(InvalidState);
            return;
        }

        using RamLease lease = ram.Lease(Address, 4, RamAccess.Write);
        BinaryPrimitives.WriteUInt32LittleEndian(lease.Span, value);
    }

    /// <summary>Looks whether the value is there that is waited for, and for how long it has been.</summary>
    public void Retry()
    {
        if (!IsWaiting)
        {
            return;
        }

        if (IsReady && Read() == fifo.Register(PfifoRegisters.AcquireValue))
        {
            fifo.Register(PfifoRegisters.Pull1) &= ~AcquireActive;
            return;
        }

        uint limit = fifo.Register(PfifoRegisters.Acquire0) & LimitMask;
        ref uint since = ref fifo.Register(PfifoRegisters.Acquire1);
        uint now = (uint)clock.NowNs;
        if (limit != 0 && now - since >= limit)
        {
            since = now;
            fifo.Raise(Pfifo.Interrupt.AcquireTimeout);
        }
    }

    private uint Read()
    {
        using RamLease lease = ram.Lease(Address, 4, RamAccess.Read);
        return BinaryPrimitives.ReadUInt32LittleEndian(lease.Span);
    }

    /// <summary>The driver is told, and the puller stops. That it stops: unverified.</summary>
    private void Fail(uint error)
    {
        ref uint pull = ref fifo.Register(PfifoRegisters.Pull0);
        pull = (pull & ~0x00F0_0001u) | (error << 20);
        fifo.Raise(Pfifo.Interrupt.Semaphore);
    }
}
