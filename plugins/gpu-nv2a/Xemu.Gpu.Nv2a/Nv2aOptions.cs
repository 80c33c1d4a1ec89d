using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>What a manifest says about the graphics chip.</summary>
internal sealed record Nv2aOptions
{
    [Option("What draws; without one commands are executed and nothing is drawn")]
    public IRenderer? Renderer { get; init; }

    [Option("Capture frames into this file, for 'xemu-platform replay'")]
    public FilePath? Capture { get; init; }

    [Option("How many frames are captured", Min = 1, Max = 100_000)]
    public int CaptureFrames { get; init; } = 1;

    [Option("Guest time before which no captured frame begins")]
    public Duration CaptureStart { get; init; }

    [Option("Answer at the VGA ports 0x3B0 to 0x3DF as well as in the register window (whether the console forwards them: unverified)")]
    public bool LegacyPorts { get; init; } = true;

    [Option("Execute commands on a thread of their own while the processor goes on; in deterministic time they are executed in step with it in any case")]
    public bool FifoThread { get; init; } = true;

    [Option("Address of the register window after a reset, before firmware places it", Max = 0xFFFF_FFFF)]
    public ulong RegisterAddress { get; init; } = 0xFD00_0000;

    [Option("Address of the memory window after a reset, before firmware places it", Max = 0xFFFF_FFFF)]
    public ulong MemoryAddress { get; init; } = 0xF000_0000;
}
