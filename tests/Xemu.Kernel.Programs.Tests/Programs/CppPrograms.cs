using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.CppTables;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>C++ exceptions over the kernel's: what compiled programs do with RtlRaiseException, RtlUnwind and FS:[0].</summary>
internal static class CppPrograms
{
    private const uint NeverReached = 0xBAD;
    private const uint End = 9;
    private const uint Destroyed = 0xD;
    private const uint CxxException = 0xE06D_7363;
    private const uint ThrowVersion = 0x1993_0520;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["cpp-catch"] = new(t => Run(t, Catch), [4, 3, 5, 42, End, 0x55, 1]),
        ["cpp-throw-again"] = new(t => Run(t, ThrowAgain), [10, 6, 21, Destroyed, End, 0x55, 1]),
        ["cpp-throw-in-catch"] = new(t => Run(t, ThrowInCatch), [Destroyed, 7, End, 0x55, 1]),
        ["cpp-catch-in-catch"] = new(t => Run(t, CatchInCatch), [4, 3, 7, 10, Destroyed, End, 0x55, 1]),
        ["cpp-throw-in-destructor"] = new(t => Run(t, ThrowInDestructor), [1, 4, 3, 7, 2, 10, Destroyed, End, 0x55, 1]),
        ["cpp-through-handler"] = new(
            t => Run(t, ThroughHandler),
            [CxxException, 1, 3, ThrowVersion, 4, 3, CxxException, 3, 3, ThrowVersion, 42, End, 0x55, 1]),
        ["cpp-threads"] = new(Threads, [3 * (100 + 200), 6, 6]),
    };

    /// <summary>The first thread throws in a function that has nobody below it: nothing is destroyed.</summary>
    public static void Uncaught(ProgramText t)
    {
        var cpp = new CppRuntime(t);
        GuestRoutine function = t.Routine("function");
        t.Report(End);
        t.C.call(function.Label);
        t.Report(NeverReached);
        t.Program.End();
        GuestRoutine thrower = Thrower(t, cpp, Type(t, ".H"), 42);
        function.Begin();
        t.C.jmp(thrower.Label);
        cpp.EmitRoutines();
    }

    /// <summary>Calls a function that catches; reports whether EBX and the chain are what they were.</summary>
    private static void Run(ProgramText t, Func<ProgramText, CppRuntime, Action<GuestRoutine>> write)
    {
        var cpp = new CppRuntime(t);
        GuestRoutine function = t.Routine("function");
        t.C.mov(ebx, 0x55);
        t.C.mov(esi, __dword_ptr.fs[0]);
        t.C.call(function.Label);
        t.Report(ebx);
        t.C.xor(eax, eax);
        t.C.cmp(__dword_ptr.fs[0], esi);
        t.C.sete(al);
        t.Report(eax);
        t.Program.End();
        write(t, cpp)(function);
        cpp.EmitRoutines();
    }

    /// <summary>Through a frame with one local and a frame with two, past a catch of another type.</summary>
    private static Action<GuestRoutine> Catch(ProgramText t, CppRuntime cpp)
    {
        uint type = Type(t, ".H");
        GuestRoutine thrower = Thrower(t, cpp, type, 42);
        GuestRoutine middle = t.Routine("middle");
        (uint map, GuestRoutine[] locals) = UnwindMap(t, (-1, true));
        cpp.Function(middle, Function(t, 1, map), 0, () =>
        {
            cpp.State(0);
            t.C.call(thrower.Label);
            t.Report(NeverReached);
        });
        cpp.Destructor(locals[0], () => t.Report(5));
        return function => Catcher(t, cpp, function, [(Type(t, ".M"), false, () => t.Report(NeverReached)), (type, false, () => t.Report(__dword_ptr[ebp + FirstLocal]))], middle);
    }

    /// <summary>Caught by reference as what it is and changed, thrown again over a local of the catch block, caught by value as its base, destroyed once.</summary>
    private static Action<GuestRoutine> ThrowAgain(ProgramText t, CppRuntime cpp)
    {
        Thrown thrown = ObjectThrower(t, cpp);
        GuestRoutine again = t.Routine("again");
        (uint map, GuestRoutine[] locals) = UnwindMap(t, (-1, false), (-1, false), (1, true));
        cpp.Destructor(locals[0], () => t.Report(6));
        WriteCatcher(t, cpp, again, map, 3, [(thrown.Derived, true, () =>
        {
            t.C.mov(eax, __dword_ptr[ebp + FirstLocal]);
            t.Report(__dword_ptr[eax]);
            t.C.inc(__dword_ptr[eax + 4]);
            cpp.State(2);
            t.Program.Call(cpp.Throw, 0, 0);
        })], thrown.Routine);
        return function => Catcher(t, cpp, function, [(thrown.Base, false, () => t.Report(__dword_ptr[ebp + FirstLocal]))], again);
    }

    /// <summary>A catch block throws something else: what it had caught goes before the next one catches.</summary>
    private static Action<GuestRoutine> ThrowInCatch(ProgramText t, CppRuntime cpp)
    {
        uint number = Type(t, ".H");
        Thrown thrown = ObjectThrower(t, cpp);
        uint information = ThrowSimple(t, number);
        GuestRoutine inner = t.Routine("inner");
        (uint map, _) = UnwindMap(t, (-1, false), (-1, false));
        WriteCatcher(t, cpp, inner, map, 2, [(0, false, () =>
        {
            t.C.push(7);
            t.C.mov(eax, esp);
            t.Program.Call(cpp.Throw, eax, information);
        })], thrown.Routine);
        return function => Catcher(t, cpp, function, [(number, false, () => t.Report(__dword_ptr[ebp + FirstLocal]))], inner);
    }

    /// <summary>A catch block calls a function that throws and catches; then it still has what it caught.</summary>
    private static Action<GuestRoutine> CatchInCatch(ProgramText t, CppRuntime cpp)
    {
        Thrown thrown = ObjectThrower(t, cpp);
        GuestRoutine second = SecondCatcher(t, cpp);
        return function => Catcher(t, cpp, function, [(thrown.Derived, true, () =>
        {
            t.C.call(second.Label);
            t.C.mov(eax, __dword_ptr[ebp + FirstLocal]);
            t.Report(__dword_ptr[eax]);
        })], thrown.Routine);
    }

    /// <summary>What is destroyed while the stack is unwound throws and catches itself.</summary>
    private static Action<GuestRoutine> ThrowInDestructor(ProgramText t, CppRuntime cpp)
    {
        Thrown thrown = ObjectThrower(t, cpp);
        GuestRoutine second = SecondCatcher(t, cpp);
        GuestRoutine middle = t.Routine("middle");
        (uint map, GuestRoutine[] locals) = UnwindMap(t, (-1, true));
        cpp.Function(middle, Function(t, 1, map), 0, () =>
        {
            cpp.State(0);
            t.C.call(thrown.Routine.Label);
        });
        cpp.Destructor(locals[0], () =>
        {
            t.Report(1);
            t.C.call(second.Label);
            t.Report(2);
        });
        return function => Catcher(t, cpp, function, [(thrown.Derived, true, () =>
        {
            t.C.mov(eax, __dword_ptr[ebp + FirstLocal]);
            t.Report(__dword_ptr[eax]);
        })], middle);
    }

    /// <summary>A handler without C++ between throw and catch sees the record in both passes.</summary>
    private static Action<GuestRoutine> ThroughHandler(ProgramText t, CppRuntime cpp)
    {
        uint type = Type(t, ".H");
        GuestRoutine thrower = Thrower(t, cpp, type, 42);
        (GuestRoutine handler, GuestRoutine middle) = (t.Routine("handler"), t.Routine("middle"));
        middle.Begin();
        t.WithHandler(handler, () => t.C.call(thrower.Label));
        t.C.ret();
        t.Handler(handler, () =>
        {
            t.Report(__dword_ptr[esi + ExceptionPrograms.Code]);
            t.Report(__dword_ptr[esi + ExceptionPrograms.Flags]);
            t.Report(__dword_ptr[esi + ExceptionPrograms.Parameters - 4]);
            t.Report(__dword_ptr[esi + RecordVersion]);
            t.C.mov(eax, ExceptionPrograms.ContinueSearch);
        });
        return function => Catcher(t, cpp, function, [(type, false, () => t.Report(__dword_ptr[ebp + FirstLocal]))], middle);
    }

    /// <summary>Two threads throw, wait while they destroy and while they catch, three times each.</summary>
    private static void Threads(ProgramText t)
    {
        const int Times = 3;
        var cpp = new CppRuntime(t);
        (uint sum, uint destroyed, uint caught) = (t.Data.Variable(), t.Data.Variable(), t.Data.Variable());
        (GuestRoutine body, GuestRoutine function, GuestRoutine thrower) = (t.Routine("body"), t.Routine("function"), t.Routine("thrower"));
        uint[] threads = [t.Thread(body, 100), t.Thread(body, 200)];
        t.Wait(threads[0]);
        t.Wait(threads[1]);
        t.Report(At(sum));
        t.Report(At(destroyed));
        t.Report(At(caught));
        t.Program.End();
        t.ThreadBody(body, () =>
        {
            for (int i = 0; i < Times; i++)
            {
                t.C.call(function.Label);
            }
        });
        uint type = Type(t, ".H");
        uint information = ThrowSimple(t, type);
        (uint map, GuestRoutine[] locals) = UnwindMap(t, (-1, true));
        cpp.Function(thrower, Function(t, 1, map), 4, () =>
        {
            cpp.State(0);
            t.C.mov(__dword_ptr[ebp + FirstLocal], ebx);
            t.C.lea(eax, __[ebp + FirstLocal]);
            t.Program.Call(cpp.Throw, eax, information);
        });
        cpp.Destructor(locals[0], () =>
        {
            t.Delay(1);
            t.C.@lock.inc(At(destroyed));
        });
        Catcher(t, cpp, function, [(type, false, () =>
        {
            t.Delay(1);
            t.C.mov(eax, __dword_ptr[ebp + FirstLocal]);
            t.C.@lock.add(At(sum), eax);
            t.C.@lock.inc(At(caught));
        })], thrower, reportsEnd: false);
        cpp.EmitRoutines();
    }

    /// <summary>A function that catches a number: 4 and 3 are destroyed, 7 is caught.</summary>
    private static GuestRoutine SecondCatcher(ProgramText t, CppRuntime cpp)
    {
        uint type = Type(t, ".H");
        GuestRoutine thrower = Thrower(t, cpp, type, 7);
        GuestRoutine second = t.Routine("second");
        Catcher(t, cpp, second, [(type, false, () => t.Report(__dword_ptr[ebp + FirstLocal]))], thrower, reportsEnd: false);
        return second;
    }

    /// <summary>A function with two locals, which report 4 and 3 when they go, that throws a number.</summary>
    private static GuestRoutine Thrower(ProgramText t, CppRuntime cpp, uint type, int value)
    {
        GuestRoutine thrower = t.Routine("thrower");
        uint information = ThrowSimple(t, type);
        (uint map, GuestRoutine[] locals) = UnwindMap(t, (-1, true), (0, true));
        cpp.Function(thrower, Function(t, 2, map), 4, () =>
        {
            cpp.State(1);
            t.C.mov(ebx, 0x66);
            t.C.mov(__dword_ptr[ebp + FirstLocal], value);
            t.C.lea(eax, __[ebp + FirstLocal]);
            t.Program.Call(cpp.Throw, eax, information);
        });
        cpp.Destructor(locals[0], () => t.Report(3));
        cpp.Destructor(locals[1], () => t.Report(4));
        return thrower;
    }

    /// <summary>A function that throws an object of two words, 10 and 20, the second of which is its base.</summary>
    private static Thrown ObjectThrower(ProgramText t, CppRuntime cpp)
    {
        (uint derived, uint baseType) = (Type(t, ".?AUDerived@@"), Type(t, ".?AUBase@@"));
        (uint information, GuestRoutine destructor) = Throw(t, Catchable(t, derived, 0, 8), Catchable(t, baseType, 4, 4));
        GuestRoutine thrower = t.Routine("thrower");
        cpp.Function(thrower, Function(t, 0, 0), 8, () =>
        {
            t.C.mov(__dword_ptr[ebp + FirstLocal - 4], 10);
            t.C.mov(__dword_ptr[ebp + FirstLocal], 20);
            t.C.lea(eax, __[ebp + FirstLocal - 4]);
            t.Program.Call(cpp.Throw, eax, information);
        });
        cpp.Destructor(destructor, () => t.Report(Destroyed));
        return new Thrown(thrower, derived, baseType);
    }

    private static void Catcher(
        ProgramText t, CppRuntime cpp, GuestRoutine function, (uint Type, bool ByReference, Action Body)[] catches, GuestRoutine callee, bool reportsEnd = true)
    {
        (uint map, _) = UnwindMap(t, (-1, false), (-1, false));
        WriteCatcher(t, cpp, function, map, 2, catches, callee, reportsEnd);
    }

    /// <summary>Writes a function that calls another one within a try block of state 0, whose catch blocks begin with state 1.</summary>
    private static void WriteCatcher(
        ProgramText t,
        CppRuntime cpp,
        GuestRoutine function,
        uint map,
        uint states,
        (uint Type, bool ByReference, Action Body)[] catches,
        GuestRoutine callee,
        bool reportsEnd = true)
    {
        GuestRoutine behind = t.Routine("behind");
        (uint table, GuestRoutine[] blocks) = Catches(t, [.. catches.Select(static c => (c.Type, c.Type == 0 ? 0 : FirstLocal, c.ByReference))]);
        uint information = Function(t, states, map, Try(t, 0, states - 1, table, blocks.Length));
        cpp.Function(function, information, 8, () =>
        {
            cpp.State(0);
            t.C.call(callee.Label);
            t.Report(NeverReached);
            behind.Begin();
            cpp.State(-1);
            if (reportsEnd)
            {
                t.Report(End);
            }
        });
        for (int i = 0; i < blocks.Length; i++)
        {
            int index = i;
            cpp.Catch(blocks[i], behind, () => catches[index].Body());
        }
    }

    private sealed record Thrown(GuestRoutine Routine, uint Derived, uint Base);
}
