using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>
/// A handler of SIGILL, SIGBUS, SIGFPE and SIGSEGV in machine code, over the runtime's, once a process. A fault whose instruction lies in a
/// registered region fills the region's record and goes on at its exit stub, all registers and flags as they were at the fault. Every other one
/// goes to the handler that was there before.
/// </summary>
/// <remarks>
/// Signal handlers belong to the process, so this is static, and what the handler reads is never freed. Each signal keeps the flags of the handler before:
/// .NET runs SIGSEGV on the alternate stack and throws out of the others where they stand, so emitted code that can divide by zero keeps RSP on the
/// host's stack. Whoever installs a handler later, and puts the old one back, must have called <see cref="Install"/> before.
/// </remarks>
internal static unsafe class FaultCatcher
{
    // SIGILL, SIGBUS, SIGFPE, SIGSEGV.
    private static readonly int[] Signals = [4, 7, 8, 11];
    private static readonly Lock Gate = new();
    private static FaultTable* _table;

    /// <summary>Whether faults can be caught here, and why not.</summary>
    public static bool IsSupported(out string? reason)
    {
        if (!NativeHost.IsSupported(out reason))
        {
            return false;
        }

        if (!CodeMemory.IsSupported(isDual: true, out _) && !CodeMemory.IsSupported(isDual: false, out reason))
        {
            return false;
        }

        foreach (int signal in Signals)
        {
            // 0 and 1 are SIG_DFL and SIG_IGN: nobody to pass a fault on to.
            if (Current(signal) is not { Handler: not 0 and not 1 } action || (action.Flags & Libc.SignalInfo) == 0)
            {
                reason = $"The runtime handles no signal {signal}, so faults of emitted code cannot be told from its own.";
                return false;
            }
        }

        reason = null;
        return true;
    }

    /// <summary>Installs the handler, once.</summary>
    /// <exception cref="PlatformNotSupportedException">As <see cref="IsSupported"/> says.</exception>
    public static void Install()
    {
        lock (Gate)
        {
            if (_table != null)
            {
                return;
            }

            if (!IsSupported(out string? reason))
            {
                throw new PlatformNotSupportedException(reason);
            }

            var table = (FaultTable*)NativeMemory.AlignedAlloc((nuint)sizeof(FaultTable), 64);
            NativeMemory.Clear(table, (nuint)sizeof(FaultTable));
            byte* handler = NativeCode.Place(a => FaultHandlerCode.Emit(a, table));
            foreach (int signal in Signals)
            {
                SignalAction action = Current(signal)!.Value;

                // Before the handler can run.
                table->HandlerBefore[signal] = (ulong)action.Handler;
                action.Handler = (nint)handler;
                action.Flags &= ~Libc.SignalRestorer;
                if (Libc.sigaction(signal, &action, null) != 0)
                {
                    throw new PlatformNotSupportedException($"No handler can be set for signal {signal}: {Marshal.GetLastPInvokeErrorMessage()}.");
                }
            }

            _table = table;
        }
    }

    /// <summary>Catches the faults of a region until the result is disposed; neither before nor while code of it runs.</summary>
    /// <param name="code">First byte of the region, as executed.</param>
    /// <param name="bytes">Length of the region.</param>
    /// <param name="exitStub">Where a fault goes on.</param>
    /// <param name="record">Native memory that outlives the region.</param>
    /// <exception cref="PlatformNotSupportedException">As <see cref="IsSupported"/> says.</exception>
    /// <exception cref="InvalidOperationException">64 regions are registered already.</exception>
    public static IDisposable Register(byte* code, nuint bytes, byte* exitStub, FaultRecord* record)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        Install();
        lock (Gate)
        {
            for (int i = 0; i < FaultTable.Capacity; i++)
            {
                FaultRegion* region = RegionAt(i);
                if (region->Record == null)
                {
                    Publish(region, code, bytes, exitStub, record);
                    Volatile.Write(ref _table->UsedSlots, Math.Max(_table->UsedSlots, i + 1));
                    return new FaultRegistration(region);
                }
            }
        }

        throw new InvalidOperationException($"No more than {FaultTable.Capacity} regions of emitted code can be registered in a process; dispose one.");
    }

    internal static void Release(FaultRegion* region)
    {
        lock (Gate)
        {
            Volatile.Write(ref region->Length, 0);
            region->Record = null;
        }
    }

    // SAFETY: the index is below the capacity that the table was allocated for.
    private static FaultRegion* RegionAt(int index) => (FaultRegion*)((byte*)_table + FaultTable.Regions) + index;

    private static void Publish(FaultRegion* region, byte* code, nuint bytes, byte* exitStub, FaultRecord* record)
    {
        // The order the handler relies on: start, the rest, length. x86 keeps stores in order; Volatile keeps the compiler from moving them.
        Volatile.Write(ref *(nuint*)&region->Start, (nuint)code);
        Volatile.Write(ref *(nuint*)&region->Exit, (nuint)exitStub);
        Volatile.Write(ref *(nuint*)&region->Record, (nuint)record);
        Volatile.Write(ref region->Length, bytes);
    }

    private static SignalAction? Current(int signal)
    {
        SignalAction action = default;
        return Libc.sigaction(signal, null, &action) == 0 ? action : null;
    }
}
