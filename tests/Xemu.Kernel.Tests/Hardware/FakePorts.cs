using Xemu.Abstractions.Memory;

namespace Xemu.Kernel.Tests.Hardware;

/// <summary>Configuration space of one PCI function, and an SMBus with registers of eight bits.</summary>
internal sealed class FakePorts : IIoHandler
{
    private const int Control = 2;
    private const ulong StartByte = 0x0A;
    private readonly byte[] _ports = new byte[16];

    /// <summary>Registers by device address (even) and command.</summary>
    public Dictionary<(int Device, int Command), byte> Smbus { get; } = [];

    public IoWidths Widths => IoWidths.Byte;

    /// <summary>Puts them at their ports.</summary>
    public static FakePorts On(TestKernel kernel)
    {
        var ports = new FakePorts();
        _ = kernel.Machine.Ports.MapIo("smbus", 0xC000, 16, ports);
        return ports;
    }

    public ulong Read(ulong offset, int width) => _ports[offset];

    public void Write(ulong offset, int width, ulong value)
    {
        _ports[offset] = (byte)value;
        if (offset == 0)
        {
            _ports[0] = 0;
        }

        if (offset == Control && value == StartByte)
        {
            Run(_ports[4] & 0xFE, (_ports[4] & 1) != 0, _ports[8]);
        }
    }

    private void Run(int device, bool reads, int command)
    {
        bool answers = Smbus.ContainsKey((device, command));
        _ports[0] = answers ? (byte)0x10 : (byte)0x20;
        if (answers && reads)
        {
            _ports[6] = Smbus[(device, command)];
        }
        else if (answers)
        {
            Smbus[(device, command)] = _ports[6];
        }
    }
}
