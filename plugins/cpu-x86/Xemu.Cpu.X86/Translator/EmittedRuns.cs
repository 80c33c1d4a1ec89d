namespace Xemu.Cpu.X86;

/// <summary>When emitted code runs, for other threads that must not go on while it may use what they have just taken away.</summary>
internal sealed class EmittedRuns
{
    // Odd while emitted code runs; only the processor's thread writes it.
    private long _turns;

    /// <summary>Emitted code is about to be entered.</summary>
    public void Begin() => Volatile.Write(ref _turns, _turns + 1);

    /// <summary>Emitted code was left.</summary>
    public void End() => Volatile.Write(ref _turns, _turns + 1);

    /// <summary>Returns when whatever emitted code runs was entered after the call, or later still. From the processor's own thread, at once.</summary>
    /// <remarks>
    /// Emitted code is left after <see cref="Translator.Slice"/> instructions, by a fault, or by what it cannot do, and takes no lock, so this is some tens of microseconds at most.
    /// <see cref="Begin"/> needs no fence: the barrier puts one into every thread. If it falls before the store of Begin, emitted code reads what the caller has
    /// stored; else the caller reads that store, and waits.
    /// </remarks>
    public void AwaitEnd()
    {
        Interlocked.MemoryBarrierProcessWide();
        long turn = Volatile.Read(ref _turns);
        var wait = default(SpinWait);
        while ((turn & 1) != 0 && Volatile.Read(ref _turns) == turn)
        {
            wait.SpinOnce();
        }
    }
}
