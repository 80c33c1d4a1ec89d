using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>USER: 64 KiB a channel, by which programs move DMA_PUT. Source: envytools docs/hw/fifo/user.</summary>
internal sealed class UserBlock(Pfifo fifo) : INvBlock
{
    private const uint Put = 0x40;
    private const uint Get = 0x44;
    private const uint Reference = 0x48;

    public string Name => "USER";

    public uint Base => 0x80_0000;

    public uint SizeBytes => 32 << 16;

    public uint EnableBit => Pmc.PfifoUnit;

    public NvAccess Read(uint offset, int width, out uint value)
    {
        uint register = (offset & 0xFFFC) switch
        {
            Put => PfifoRegisters.DmaPut,
            Get => PfifoRegisters.DmaGet,
            Reference => PfifoRegisters.Ref,
            _ => 0,
        };
        if (register == 0)
        {
            value = 0;
            return NvAccess.Unhandled;
        }

        value = fifo.ReadChannel(offset >> 16, register) >> (int)((offset & 3) * 8);
        return NvAccess.Done;
    }

    public NvAccess Write(uint offset, int width, uint value)
    {
        if ((offset & 0xFFFF) != Put || width != 4)
        {
            return NvAccess.Unhandled;
        }

        fifo.WritePut(offset >> 16, value);
        return NvAccess.Done;
    }

    public void Reset()
    {
        // What it shows lies in PFIFO.
    }

    public void DescribeState(IStateVisitor state)
    {
        // What it shows lies in PFIFO.
    }
}
