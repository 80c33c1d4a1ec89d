using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A thread for which the kernel refuses arch_prctl(ARCH_SET_GS), as in a container with a strict filter of system calls (seccomp(2)).</summary>
internal static unsafe partial class RefusedSystemCalls
{
    private const int SetNoNewPrivileges = 38;
    private const int SetSeccomp = 22;
    private const int FilterMode = 2;
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint NumberOffset = 0;
    private const uint FirstArgumentOffset = 16;
    private const uint Allow = 0x7FFF_0000;
    private const uint RefuseWithNotPermitted = 0x0005_0001;

    /// <summary>Does something on such a thread, which ends with it.</summary>
    public static T Run<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Install();
                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    private static void Install()
    {
        // Struct sock_filter: code, steps if true, steps if not, constant (linux/filter.h).
        ReadOnlySpan<Step> program =
        [
            new(LoadWord, 0, 0, NumberOffset),
            new(JumpIfEqual, 0, 3, (uint)Libc.SysArchPrctl),
            new(LoadWord, 0, 0, FirstArgumentOffset),
            new(JumpIfEqual, 0, 1, (uint)Libc.ArchSetGs),
            new(Return, 0, 0, RefuseWithNotPermitted),
            new(Return, 0, 0, Allow),
        ];
        fixed (Step* steps = program)
        {
            var filter = new Filter { Length = (ushort)program.Length, Steps = steps };
            Assert.Equal(0, prctl(SetNoNewPrivileges, 1, null, 0, 0));
            Assert.Equal(0, prctl(SetSeccomp, FilterMode, &filter, 0, 0));
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint first, void* second, nint third, nint fourth);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Step(ushort Code, byte IfTrue, byte IfNot, uint Constant);

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Step* Steps;
    }
}
