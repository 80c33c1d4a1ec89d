using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <content>What happens between blocks. The order is that of Intel SDM vol. 3, table 6-2.</content>
public unsafe partial class Interpreter
{
    private const uint SingleStep = 0x4000;

    /// <summary>Faults delivered one after another, with no instruction retired between them, after which a run comes back: about a millisecond.</summary>
    private const uint MostIdleFaults = 4096;

    [Derived("starts anew with each run")]
    private uint _idleFaults;

    [Derived("starts anew with each run")]
    private ulong _lastFaultCount;

    /// <summary>One instruction with TF, instruction breakpoints, RF and shadows looked after.</summary>
    private static void Step(CpuState* s, Block* block)
    {
        if (s->CodeWatch != 0 && (s->EflagsRest & Efl.Rf) == 0)
        {
            uint hits = DebugRegisters.MatchCode(s, s->Cs.Base + s->Eip);
            if (hits != 0)
            {
                s->Dr[6] = (s->Dr[6] & ~0xFu) | hits;
                Fault.Raise(s, Fault.DB);
                return;
            }
        }

        bool trap = (s->EflagsRest & Efl.Tf) != 0;
        s->Inhibit = 0;
        s->SuppressTrap = 0;
        s->RfLoaded = 0;
        RunPart(s, block, 1);
        if ((s->Attention & Attention.Fault) != 0)
        {
            Events.Update(s);
            return;
        }

        if (s->RfLoaded == 0)
        {
            s->EflagsRest &= ~Efl.Rf;
        }

        if (trap && s->SuppressTrap == 0 && s->Inhibit != 2)
        {
            s->DebugHits |= SingleStep;
            s->Attention |= Attention.Debug;
        }

        Events.Update(s);
    }

    /// <summary>Sees to the attention bits. Gives the reason when the run ends.</summary>
    private CpuExit? Attend(CpuState* s)
    {
        Stop.Clear(s);
        if ((Volatile.Read(ref s->External) & Attention.Drops) != 0)
        {
            _host.DropForeign();
        }

        if ((s->Attention & Attention.Fault) != 0)
        {
            _host.Breakpoints.Forget();
            CountFault(s);
            Exceptions.DeliverPending(s);
        }

        if (s->ShutdownState != 0)
        {
            return CpuExit.Shutdown;
        }

        if ((s->Attention & Attention.Break) != 0)
        {
            // Traps and interrupts that wait are taken when the run goes on.
            s->Attention &= ~Attention.Break;
            return CpuExit.Breakpoint;
        }

        if ((s->Attention & Attention.Debug) != 0 && s->Inhibit != 2)
        {
            TakeDebugTrap(s);
        }

        if (s->Inhibit == 0 && (s->HoldInterrupts == 0 || s->Halted != 0))
        {
            TakeInterrupts(s);
        }

        if (s->ShutdownState != 0)
        {
            return CpuExit.Shutdown;
        }

        if ((s->Attention & Attention.Break) != 0)
        {
            s->Attention &= ~Attention.Break;
            return CpuExit.Breakpoint;
        }

        if ((Volatile.Read(ref s->External) & Attention.Exit) != 0)
        {
            Interlocked.And(ref s->External, ~Attention.Exit);
            return CpuExit.Requested;
        }

        if (_idleFaults >= MostIdleFaults)
        {
            return CpuExit.Requested;
        }

        return s->Halted != 0 ? CpuExit.Halted : null;
    }

    /// <summary>A handler that faults at its first instruction, for ever, must not keep the run loop from its timers and requests.</summary>
    private void CountFault(CpuState* s)
    {
        _idleFaults = s->Count == _lastFaultCount ? _idleFaults + 1 : 0;
        _lastFaultCount = s->Count;
    }

    private static void TakeDebugTrap(CpuState* s)
    {
        s->Attention &= ~Attention.Debug;
        uint hits = s->DebugHits;
        s->DebugHits = 0;
        s->Dr[6] = (s->Dr[6] & ~0xFu) | hits;
        s->Halted = 0;
        s->Attention &= ~Attention.Halted;
        Exceptions.Deliver(s, Fault.DB, isTrap: true);
    }

    private void TakeInterrupts(CpuState* s)
    {
        if ((s->Attention & Attention.Nmi) != 0)
        {
            Wake(s);
            s->NmiLatched = 0;
            s->NmiBlocked = 1;
            Events.Update(s);
            Exceptions.DeliverExternal(s, 2);
        }
        else if ((s->Attention & Attention.Intr) != 0 && _host.InterruptController is { } controller)
        {
            Wake(s);
            Exceptions.DeliverExternal(s, controller.Acknowledge());
        }
    }

    private static void Wake(CpuState* s)
    {
        s->Halted = 0;
        s->Attention &= ~Attention.Halted;
    }
}
