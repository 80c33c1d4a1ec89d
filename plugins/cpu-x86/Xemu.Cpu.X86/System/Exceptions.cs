namespace Xemu.Cpu.X86;

/// <summary>Delivers recorded faults, traps and interrupts, with double faults and shutdown. Intel SDM vol. 3, 6.15, table 6-5.</summary>
internal static unsafe class Exceptions
{
    /// <summary>Delivers what a handler recorded; EIP is at the instruction that faulted.</summary>
    public static void DeliverPending(CpuState* s)
    {
        int vector = Take(s, out uint error, out bool hasError);
        Loop(s, vector, hasError, error, vector == Fault.DB ? InterruptKind.Trap : InterruptKind.Fault);
    }

    /// <summary>Delivers a trap: EIP is behind the instruction.</summary>
    public static void Deliver(CpuState* s, int vector, bool isTrap) =>
        Loop(s, vector, hasError: false, 0, isTrap ? InterruptKind.Trap : InterruptKind.Fault);

    /// <summary>Delivers an external interrupt or NMI.</summary>
    public static void DeliverExternal(CpuState* s, int vector) => Loop(s, vector, hasError: false, 0, InterruptKind.External);

    private static int Take(CpuState* s, out uint error, out bool hasError)
    {
        int vector = s->FaultVector;
        error = s->FaultError;
        hasError = s->FaultHasError != 0;
        s->FaultVector = -1;
        s->FaultKeepsEip = 0;
        s->Attention &= ~Attention.Fault;
        return vector;
    }

    private static void Loop(CpuState* s, int vector, bool hasError, uint error, InterruptKind kind)
    {
        while (true)
        {
            s->Ext = 1;
            bool done = Interrupts.Enter(s, vector, kind, s->Eip, PushesError(s, hasError), error);
            s->Ext = 0;
            if (done)
            {
                return;
            }

            int second = Take(s, out error, out hasError);
            if (vector == Fault.DF && kind == InterruptKind.Fault && (IsContributory(second) || second == Fault.PF))
            {
                s->ShutdownState = 1;
                s->Attention |= Attention.Halted;
                return;
            }

            if (kind == InterruptKind.Fault && MakesDoubleFault(vector, second))
            {
                second = Fault.DF;
                hasError = true;
                error = 0;
            }

            vector = second;
            kind = InterruptKind.Fault;
        }
    }

    /// <summary>Real mode pushes no error codes.</summary>
    private static bool PushesError(CpuState* s, bool hasError) => hasError && (s->Cr0 & Cr.Pe) != 0;

    private static bool MakesDoubleFault(int first, int second) =>
        (IsContributory(first) && IsContributory(second)) || (first == Fault.PF && (IsContributory(second) || second == Fault.PF));

    private static bool IsContributory(int vector) => vector is Fault.DE or Fault.TS or Fault.NP or Fault.SS or Fault.GP;
}
