using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Object types of a program's own.</summary>
internal static class ObjectPrograms
{
    private const uint TypeBytes = 0x1C;
    private const uint CloseProcedure = 8;
    private const uint DeleteProcedure = 12;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // Each handle that is closed is told with how many there were, the end of the object once; all before the call returns, but not at a raised level.
        ["object-procedures"] = new(Procedures, [0, 0, 0, 0xC1, 2, 0, 1, 2, 0xC1, 1, 0xD1, 3]),
    };

    private static void Procedures(ProgramText t)
    {
        (GuestRoutine close, GuestRoutine delete) = (t.Routine("close"), t.Routine("delete"));
        (uint type, uint obj, uint handles) = (t.Data.Variable(TypeBytes), t.Data.Variable(), t.Data.Variable(8));
        t.C.mov(eax, At(close.Cell));
        t.C.mov(At(type + CloseProcedure), eax);
        t.C.mov(eax, At(delete.Cell));
        t.C.mov(At(type + DeleteProcedure), eax);
        t.ReportCall("ObCreateObject", type, 0, 0x20, obj);
        t.ReportCall("ObInsertObject", At(obj), 0, 0, handles);
        t.ReportCall("ObOpenObjectByPointer", At(obj), type, handles + 4);
        t.ReportCall("NtClose", At(handles));
        t.Report(1);
        t.Call("KfRaiseIrql", 2);
        t.Call("NtClose", At(handles + 4));
        t.Report(2);
        t.Call("KfLowerIrql", 0);
        t.Report(3);
        t.Program.End();
        t.Callback(close, 2, () =>
        {
            t.Report(0xC1);
            t.Report(Argument(1));
        });
        t.Callback(delete, 1, () =>
        {
            t.C.mov(eax, Argument(0));
            t.C.sub(eax, At(obj));
            t.C.add(eax, 0xD1);
            t.Report(eax);
        });
    }
}
