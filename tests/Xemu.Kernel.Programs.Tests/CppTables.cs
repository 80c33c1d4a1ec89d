using Xemu.Kernel.Guest;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>The tables of C++ exceptions, as byte offsets, and how a program gets them.</summary>
/// <remarks>
/// Frame, from EBP: state at -4, handler at -8, next registration at -12, the stack pointer of the body at -16, locals below.
/// A routine's word lies where the next word of the data goes: so tables hold addresses of routines that are written later.
/// </remarks>
internal static class CppTables
{
    public const int StatePlace = -4;
    public const int Registration = -12;
    public const int SavedStack = -16;
    public const int FirstLocal = -20;
    public const int FrameState = 8;
    public const int FrameBase = 12;

    public const int RecordVersion = 20;
    public const int RecordObject = 24;
    public const int RecordThrow = 28;

    public const int FuncUnwindMap = 8;
    public const int FuncTryCount = 12;
    public const int FuncTryMap = 16;

    public const int TryLow = 0;
    public const int TryHigh = 4;
    public const int TryCatchCount = 12;
    public const int TryCatches = 16;
    public const int TryBytes = 20;

    public const int CatchFlags = 0;
    public const int CatchType = 4;
    public const int CatchPlace = 8;
    public const int CatchBlock = 12;
    public const int CatchBytes = 16;
    public const int CatchByReference = 8;

    public const int ThrowDestructor = 4;
    public const int ThrowTypes = 12;
    public const int CatchableType = 4;
    public const int CatchableOffset = 8;
    public const int CatchableBytes = 20;

    private const uint Version = 0x1993_0522;
    private const uint Simple = 1;

    /// <summary>A type descriptor.</summary>
    public static uint Type(ProgramText t, string name) => t.Data.Bytes([.. new byte[8], .. System.Text.Encoding.ASCII.GetBytes(name + '\0')]);

    /// <summary>A type as which an object can be caught.</summary>
    public static uint Catchable(ProgramText t, uint type, uint offset, uint bytes) => t.Data.Dwords(Simple, type, offset, uint.MaxValue, 0, bytes, 0);

    /// <summary>What is thrown: how it is destroyed, and as what it can be caught.</summary>
    public static (uint Information, GuestRoutine Destructor) Throw(ProgramText t, params uint[] catchables)
    {
        uint types = t.Data.Dwords([(uint)catchables.Length, .. catchables]);
        uint information = t.Data.Dwords(0);
        GuestRoutine destructor = t.Routine("destructor");
        _ = t.Data.Dwords(0, types);
        return (information, destructor);
    }

    /// <summary>What is thrown and needs no destructor.</summary>
    public static uint ThrowSimple(ProgramText t, uint type) => t.Data.Dwords(0, 0, 0, t.Data.Dwords(1, Catchable(t, type, 0, 4)));

    /// <summary>States: to which each one goes, and what is destroyed then.</summary>
    public static (uint Map, GuestRoutine[] Actions) UnwindMap(ProgramText t, params (int To, bool Destroys)[] states)
    {
        var actions = new List<GuestRoutine>();
        uint map = t.Data.Dwords();
        foreach ((int to, bool destroys) in states)
        {
            _ = t.Data.Dwords((uint)to);
            if (destroys)
            {
                actions.Add(t.Routine("action"));
            }
            else
            {
                _ = t.Data.Dwords(0);
            }
        }

        return (map, [.. actions]);
    }

    /// <summary>The catches of a try block: type (0 for all), place of the variable by EBP, by reference or by value.</summary>
    public static (uint Catches, GuestRoutine[] Blocks) Catches(ProgramText t, params (uint Type, int Place, bool ByReference)[] catches)
    {
        var blocks = new List<GuestRoutine>();
        uint start = t.Data.Dwords();
        foreach ((uint type, int place, bool byReference) in catches)
        {
            _ = t.Data.Dwords(byReference ? CatchByReference : 0U, type, (uint)place);
            blocks.Add(t.Routine("catch"));
        }

        return (start, [.. blocks]);
    }

    /// <summary>A try block in one state, whose catch blocks have the states from the next one to another.</summary>
    public static uint Try(ProgramText t, uint state, uint catchHigh, uint catches, int count) => t.Data.Dwords(state, state, catchHigh, (uint)count, catches);

    /// <summary>A FuncInfo with no try block, or one.</summary>
    public static uint Function(ProgramText t, uint states, uint unwindMap, uint tryBlock = 0) =>
        t.Data.Dwords(Version, states, unwindMap, tryBlock == 0 ? 0U : 1, tryBlock, 0, 0, 0, 1);
}
