using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The audio processor, function 5.0: identity, and 512 KiB of registers that are storage.</summary>
/// <remarks>Source: xboxdevwiki "APU". Unimplemented: the voice, global and encode processors; writes are counted.</remarks>
internal sealed class Apu : PciComponent, IIoHandler
{
    private const uint SizeBytes = 0x8_0000;
    private const uint InterruptStatus = 0x1000;

    private readonly AccessCounter _counter;
    private readonly uint[] _registers = new uint[SizeBytes / 4];

    public Apu(IComponentContext context)
    {
        _counter = new AccessCounter(context);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Apu, 0x040100, 0xD2)
        {
            InterruptPin = 1,
            CommandMask = 0x0006,
            Bars = [new PciBar(0, PciBarKind.Memory, SizeBytes, "apu") { Handler = this }],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public IoWidths Widths => IoWidths.Dword;

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        Array.Clear(_registers);
    }

    public ulong Read(ulong offset, int width) => _registers[offset / 4];

    public void Write(ulong offset, int width, ulong value)
    {
        _counter.Unimplemented(offset & ~0xFFFFUL, "audio processing");
        ref uint register = ref _registers[offset / 4];
        register = offset == InterruptStatus ? register & ~(uint)value : (uint)value;
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Words("registers", _registers);
    }
}
