using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A window of the register space onto part of the VGA registers: at the base plus the port number.</summary>
/// <remarks>Source: envytools rnndb/display/nv_vga.xml (nv_vga_vio, nv_vga_cio, nv_vga_dio).</remarks>
internal sealed class VgaBlock : INvBlock
{
    private readonly Vga _vga;
    private readonly VgaUnit _unit;

    public VgaBlock(string name, uint baseOffset, Vga vga, VgaUnit unit)
    {
        Name = name;
        Base = baseOffset;
        _vga = vga;
        _unit = unit;
    }

    public string Name { get; }

    public uint Base { get; }

    public uint SizeBytes => 0x1000;

    public NvAccess Read(uint offset, int width, out uint value)
    {
        value = 0;
        NvAccess result = NvAccess.Unhandled;
        for (int i = 0; i < width; i++)
        {
            if (_vga.TryRead(offset + (uint)i, _unit, out byte part))
            {
                value |= (uint)part << (8 * i);
                result = NvAccess.Done;
            }
        }

        return result;
    }

    public NvAccess Write(uint offset, int width, uint value)
    {
        NvAccess result = NvAccess.Unhandled;
        for (int i = 0; i < width; i++)
        {
            if (_vga.TryWrite(offset + (uint)i, _unit, (byte)(value >> (8 * i))))
            {
                result = NvAccess.Done;
            }
        }

        return result;
    }

    public void Reset()
    {
        // The registers are Vga's.
    }

    public void DescribeState(IStateVisitor state)
    {
        // The registers are Vga's.
    }
}
