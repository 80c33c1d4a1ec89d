using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A component that is a PCI function; its configuration registers from 0x40 on are storage unless it says more.</summary>
internal abstract class PciComponent : IComponent, IStateful, IPciDevice, IPciConfigHandler
{
    private readonly byte[] _privateConfig = new byte[0xC0];

    public abstract PciFunctionDefinition Definition { get; }

    /// <summary>The function's side of the bus.</summary>
    [Derived("set while attaching")]
    protected IPciSlot? Slot { get; private set; }

    public void AttachPci(IPciSlot slot) => Slot = slot;

    public virtual void Reset(ResetKind kind) => Array.Clear(_privateConfig);

    public byte ReadConfig(int offset) => _privateConfig[offset - 0x40];

    public void WriteConfig(int offset, byte value)
    {
        byte old = _privateConfig[offset - 0x40];
        _privateConfig[offset - 0x40] = value;
        ConfigWritten(offset, old, value);
    }

    public virtual void DescribeState(IStateVisitor state) => state.Bytes("private-config", _privateConfig);

    public virtual void AfterRestore()
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Sets what a configuration register holds, for a reset.</summary>
    protected void SetConfig(int offset, uint value, int width)
    {
        for (int i = 0; i < width; i++)
        {
            _privateConfig[offset - 0x40 + i] = (byte)(value >> (8 * i));
        }
    }

    /// <summary>The guest wrote a configuration register.</summary>
    protected virtual void ConfigWritten(int offset, byte old, byte value)
    {
    }
}
