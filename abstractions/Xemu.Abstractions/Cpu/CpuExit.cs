namespace Xemu.Abstractions.Cpu;

/// <summary>Why a CPU stopped running.</summary>
public enum CpuExit
{
    /// <summary>The count was reached.</summary>
    CountReached,

    /// <summary><see cref="ICpu.RequestExit"/> was called, or exceptions are delivered one after another and nothing retires. Running again goes on.</summary>
    Requested,

    /// <summary>Halted, and no interrupt that would wake it is pending. Running again at once returns this again.</summary>
    Halted,

    /// <summary>The shutdown state (a triple fault): the machine decides, a console resets.</summary>
    Shutdown,

    /// <summary>A breakpoint or watchpoint of the debugger was hit; see <see cref="ICpuDebug"/>.</summary>
    Breakpoint,
}
