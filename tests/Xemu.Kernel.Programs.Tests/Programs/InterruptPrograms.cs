using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Interrupt levels, deferred calls, and the GPU's vertical blank.</summary>
internal static class InterruptPrograms
{
    private const uint DpcBytes = 0x1C;
    private const uint InterruptBytes = 0x70;
    private const int GpuLine = 3;

    /// <summary>Source: envytools rnndb/display/nv3_pcrtc.xml, rnndb/bus/pmc.xml.</summary>
    private const uint PcrtcPending = 0xFD60_0100;
    private const uint PcrtcEnable = 0xFD60_0140;
    private const uint PmcEnable = 0xFD00_0140;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // A deferred call waits until the level falls, is in the queue once, and runs before the call that lowers the level returns.
        ["dpc"] = new(Dpc, [0, 1, 0, 100, 7, 2, 1, 101, 0]),
        ["irql"] = new(Irql, [0, 2, 2, 5, 0]),

        // Blanks that come while the level is that of the GPU are one interrupt when it falls; then there are 60 a second.
        ["vertical-blank"] = new(VerticalBlank, [1, 0, 1, 4]),
    };

    private static void Dpc(ProgramText t)
    {
        GuestRoutine deferred = t.Routine("deferred");
        uint dpc = t.Data.Variable(DpcBytes);
        t.Call("KeInitializeDpc", dpc, deferred, 7);
        t.ReportCall("KeRaiseIrqlToDpcLevel");
        t.ReportCall("KeInsertQueueDpc", dpc, 0, 0);
        t.ReportCall("KeInsertQueueDpc", dpc, 0, 0);
        t.Report(100);
        t.Call("KfLowerIrql", 0);
        t.Report(101);
        t.ReportCall("KeRemoveQueueDpc", dpc);
        t.Program.End();
        t.Callback(deferred, 4, () =>
        {
            t.Report(Argument(1));
            t.ReportCall("KeGetCurrentIrql");
            t.ReportCall("KeIsExecutingDpc");
        });
    }

    private static void Irql(ProgramText t)
    {
        ReportByte(t, "KfRaiseIrql", 2);
        ReportByte(t, "KeGetCurrentIrql");
        ReportByte(t, "KfRaiseIrql", 5);
        ReportByte(t, "KeGetCurrentIrql");
        t.Call("KfLowerIrql", 0);
        ReportByte(t, "KeGetCurrentIrql");
        t.Program.End();
    }

    private static void VerticalBlank(ProgramText t)
    {
        GuestRoutine service = t.Routine("service");
        (uint interrupt, uint level, uint count) = (t.Data.Variable(InterruptBytes), t.Data.Variable(), t.Data.Variable());
        t.Call("HalGetInterruptVector", GpuLine, level);
        t.Call("KeInitializeInterrupt", interrupt, service, count, eax, At(level), 0, 0);
        ReportByte(t, "KeConnectInterrupt", interrupt);
        t.Call("KfRaiseIrql", At(level));
        foreach (uint register in (uint[])[PcrtcPending, PcrtcEnable, PmcEnable])
        {
            t.C.mov(At(register), 1);
        }

        EmitSpin(t, 40);
        t.Report(At(count));
        t.Call("KfLowerIrql", 0);
        t.Report(At(count));
        t.Delay(50);
        t.Report(At(count));
        t.Call("KeDisconnectInterrupt", interrupt);
        t.Program.End();
        t.Callback(service, 2, () =>
        {
            t.C.mov(eax, Argument(1));
            t.C.inc(__dword_ptr[eax]);
            t.C.mov(At(PcrtcPending), 1);
            t.C.mov(eax, 1);
        });
    }

    private static void EmitSpin(ProgramText t, int ticks)
    {
        Label again = t.C.CreateLabel();
        t.LoadTicks(ebx);
        t.C.add(ebx, ticks);
        t.C.Mark(ref again);
        t.LoadTicks(eax);
        t.C.cmp(eax, ebx);
        t.C.jb(again);
    }

    private static void ReportByte(ProgramText t, string export, params ReadOnlySpan<GuestArgument> arguments)
    {
        t.Call(export, arguments);
        t.C.movzx(eax, al);
        t.Report(eax);
    }
}
