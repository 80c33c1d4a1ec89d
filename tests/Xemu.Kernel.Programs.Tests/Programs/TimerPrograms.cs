using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Timers: once, periodic, with a DPC, with an APC.</summary>
internal static class TimerPrograms
{
    private const uint TimerBytes = 0x28;
    private const uint DpcBytes = 0x1C;
    private const int UnitsPerMillisecond = 10_000;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["timer-once"] = new(Once, [0, 0, 6, 0, 1, 0]),
        ["timer-periodic"] = new(Periodic, [4, 4, 4, 1, 0]),
        ["timer-dpc"] = new(WithDpc, [0x61, 2, 1, 0]),
        ["timer-apc"] = new(WithApc, [0, 0x71, 0xC0, 1]),
    };

    private static void Once(ProgramText t)
    {
        uint timer = t.Data.Variable(TimerBytes);
        t.Call("KeInitializeTimerEx", timer, 0);
        t.Delay(1);
        t.LoadTicks(ebx);
        t.ReportCall("KeSetTimer", timer, -5 * UnitsPerMillisecond, -1, 0);
        t.ReportCall("KeWaitForSingleObject", timer, 0, 0, 0, 0);
        t.ReportTicksSince(ebx);
        t.ReportCall("KeSetTimer", timer, -5 * UnitsPerMillisecond, -1, 0);
        t.ReportCall("KeCancelTimer", timer);
        t.ReportCall("KeCancelTimer", timer);
        t.Program.End();
    }

    private static void Periodic(ProgramText t)
    {
        uint timer = t.Data.Variable(TimerBytes);
        t.Call("KeInitializeTimerEx", timer, 1);
        t.Delay(1);
        t.LoadTicks(ebx);
        t.Call("KeSetTimerEx", timer, -3 * UnitsPerMillisecond, -1, 4, 0);
        for (int i = 0; i < 3; i++)
        {
            t.Call("KeWaitForSingleObject", timer, 0, 0, 0, 0);
            t.ReportTicksSince(ebx);
            t.LoadTicks(ebx);
        }

        t.ReportCall("KeCancelTimer", timer);
        t.ReportCall("KeCancelTimer", timer);
        t.Program.End();
    }

    private static void WithDpc(ProgramText t)
    {
        GuestRoutine deferred = t.Routine("deferred");
        (uint timer, uint dpc) = (t.Data.Variable(TimerBytes), t.Data.Variable(DpcBytes));
        t.Call("KeInitializeTimerEx", timer, 0);
        t.Call("KeInitializeDpc", dpc, deferred, 0x61);
        t.Call("KeSetTimer", timer, -2 * UnitsPerMillisecond, -1, dpc);
        t.Delay(10);
        t.ReportCall("KeIsExecutingDpc");
        t.Program.End();
        t.Callback(deferred, 4, () =>
        {
            t.Report(Argument(1));
            t.ReportCall("KeGetCurrentIrql");
            t.ReportCall("KeIsExecutingDpc");
        });
    }

    private static void WithApc(ProgramText t)
    {
        GuestRoutine routine = t.Routine("apc");
        (uint timer, uint state) = (t.Object("NtCreateTimer", 1), t.Data.Variable());
        t.ReportCall("NtSetTimerEx", At(timer), t.Data.Milliseconds(2), routine, 1, 0x71, 0, 0, 0);
        t.ReportCall("KeDelayExecutionThread", 1, 1, t.Data.Milliseconds(50));
        t.Call("NtCancelTimer", At(timer), state);
        t.Report(At(state));
        t.Program.End();
        t.Callback(routine, 3, () => t.Report(Argument(0)));
    }
}
