using System.Reflection;
using System.Runtime.Loader;
using Iced.Intel;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>What is tried on the host's own unit once a process (HostX87) is tried while the guest's numbers are in it.</summary>
public sealed unsafe class FirstTranslationTests
{
    private const uint Data = 0x20_0000;

    /// <summary>By assemblies of its own, whose statics nobody has touched.</summary>
    [Fact]
    public void Trial_WhileTheUnitIsInTheHost_LosesNoRegister()
    {
        var context = new OwnAssemblies();
        Type type = context.LoadFromAssemblyPath(typeof(FirstTranslationTests).Assembly.Location).GetType(typeof(FirstTranslationTests).FullName!)!;

        string[] expected = (string[])type.GetMethod(nameof(Run), BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [false])!;
        string[] actual = (string[])type.GetMethod(nameof(Run), BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [true])!;

        Assert.NotSame(typeof(FirstTranslationTests), type);
        Assert.Equal(expected, actual);
    }

    /// <summary>A loop that is translated early; later it comes by FPREM, whose translation is the first to ask what the host does.</summary>
    private static string[] Run(bool isTranslated)
    {
        using Guest guest = Guest.Flat(
            static a =>
            {
                Label loop = a.CreateLabel();
                Label late = a.CreateLabel();
                Label next = a.CreateLabel();
                a.fninit();
                a.fldpi();
                a.fldl2e();
                a.fld1();
                a.mov(ecx, 1000);
                a.Label(ref loop);
                a.fadd(st0, st1);
                a.cmp(ecx, 500);
                a.jbe(late);
                a.Label(ref next);
                a.dec(ecx);
                a.jnz(loop);
                a.fnsave(__[Data]);
                a.hlt();
                a.Label(ref late);
                a.fprem();
                a.fadd(st0, st2);
                a.jmp(next);
            },
            isTranslated);
        CpuExit exit = guest.Run(100_000);
        return [exit.ToString(), .. Enumerable.Range(0, 27).Select(i => $"{guest.Read32(Data + (4 * (uint)i)):X8}")];
    }

    private sealed class OwnAssemblies() : AssemblyLoadContext(nameof(FirstTranslationTests))
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == typeof(X86.Translator).Assembly.GetName().Name
            ? LoadFromAssemblyPath(typeof(X86.Translator).Assembly.Location)
            : null;
    }
}
