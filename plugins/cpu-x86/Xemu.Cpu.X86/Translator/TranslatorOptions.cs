using Xemu.Abstractions;

namespace Xemu.Cpu.X86;

/// <summary>Options of <c>x86.translator</c>.</summary>
public sealed record TranslatorOptions
{
    /// <summary>Frequency of the time-stamp counter.</summary>
    [Option("Frequency of the processor's time-stamp counter.", Min = 1_000_000, Max = 10_000_000_000)]
    public Frequency Clock { get; init; } = new(733_333_333);

    /// <summary>Most bytes of emitted code.</summary>
    [Option("Size of the memory for translated code; when it is full, the oldest eighth of it is emptied.", Min = 1 << 20, Max = 1 << 30)]
    public ByteSize CodeCache { get; init; } = new(32 << 20);

    /// <summary>Whether no page is writable and executable at once.</summary>
    [Option("Map translated code twice, once to write and once to execute.")]
    public bool WriteXorExecute { get; init; }

    /// <summary>Whether the system's profiler is told what emitted code is.</summary>
    [Option("Write perf-PID.map to the folder of temporary files, so that Linux's perf names translated code by its guest address.")]
    public bool PerfMap { get; init; }

    /// <summary>How translated code reaches guest memory.</summary>
    [Option("How translated code reaches guest memory: mapped into a window of address space, or looked up in tables at each access, which is slower; auto takes windows where the host gives them.")]
    public TranslatorMemory Memory { get; init; }

    internal CpuOptions ToCpuOptions() => new() { Clock = Clock };
}
