using System.Runtime.InteropServices;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>The chip on a bench: its windows mapped in a real address space, its interrupt pin watched.</summary>
internal sealed class GpuBench : IPciSlot, IInterruptLine, IDisplaySink, IDisposable
{
    public const ulong Registers = 0xFD00_0000;

    /// <summary>A chip.</summary>
    /// <param name="ramBytes">Size of the RAM.</param>
    /// <param name="renderer">Who draws.</param>
    /// <param name="traced">A trace source to turn on.</param>
    /// <param name="isReal">Whether time is the host's, so that the FIFO has a thread.</param>
    public GpuBench(ulong ramBytes = 64 << 20, IRenderer? renderer = null, string? traced = null, bool isReal = false)
    {
        Machine = new TestMachine(new MachineOptions { RamBytes = ramBytes, IsDeterministic = !isReal });
        if (traced is not null)
        {
            Machine.Traced.Add(traced);
        }

        Gpu = new Nv2a(new Nv2aOptions { Renderer = renderer }, Machine);
        foreach (PciBar bar in Gpu.Definition.Bars)
        {
            if (bar.Handler is not null)
            {
                Machine.Memory.MapIo(bar.Name, bar.ResetAddress, bar.SizeBytes, bar.Handler);
            }
            else
            {
                Machine.Memory.MapRam(bar.Name, bar.ResetAddress, bar.Block!, bar.BlockOffset, bar.BlockLength);
            }
        }

        Gpu.AttachPci(this);
        Gpu.Attach(this);
        Gpu.Reset(ResetKind.Cold);
    }

    public TestMachine Machine { get; }

    public Nv2a Gpu { get; }

    public bool Line { get; private set; }

    /// <summary>Guest times of the vertical blanks.</summary>
    public List<ulong> Blanks { get; } = [];

    public IInterruptLine Interrupt => this;

    public IAddressSpace Dma => Machine.Memory;

    public ulong? BarAddress(int index) => Gpu.Definition.Bars[index].ResetAddress;

    public void SetLevel(bool level) => Line = level;

    public void FrameReady(IDisplaySource source, FrameInfo frame) => Blanks.Add(Machine.Clock.NowNs);

    public uint Read(uint offset) => (uint)Machine.Memory.ReadValue(Registers + offset, 4);

    public void Write(uint offset, uint value) => Machine.Memory.WriteValue(Registers + offset, 4, value);

    public byte Read8(uint offset) => (byte)Machine.Memory.ReadValue(Registers + offset, 1);

    public void Write8(uint offset, byte value) => Machine.Memory.WriteValue(Registers + offset, 1, value);

    public void Crtc(byte index, byte value)
    {
        Write8(0x6013D4, index);
        Write8(0x6013D5, value);
    }

    public byte Crtc(byte index)
    {
        Write8(0x6013D4, index);
        return Read8(0x6013D5);
    }

    /// <summary>Programs a mode as homebrew firmware does.</summary>
    public void SetMode(int width, int height, int depth, int pitch, uint start = 0)
    {
        Crtc(0x1F, 0x57);
        Crtc(0x01, (byte)((width / 8) - 1));
        Crtc(0x2D, (byte)((((width / 8) - 1) >> 7) & 2));
        Crtc(0x12, (byte)(height - 1));
        Crtc(0x07, (byte)((((height - 1) >> 7) & 0x02) | (((height - 1) >> 3) & 0x40)));
        Crtc(0x25, (byte)(((height - 1) >> 9) & 2));
        Crtc(0x13, (byte)(pitch / 8));
        Crtc(0x19, (byte)(((pitch / 8) >> 3) & 0xE0));
        Crtc(0x42, (byte)(((pitch / 8) >> 5) & 0x40));
        Crtc(0x17, 0x80);
        Crtc(0x28, (byte)(0x80 | (depth switch { 8 => 1, 32 => 3, _ => 2 })));
        Write(0x680600, depth == 16 ? 0x0010_1000u : 0x0010_0000u);
        Write(0x600800, start);
    }

    public void Fill(uint offset, ReadOnlySpan<byte> bytes) => Machine.Memory.Write(offset, bytes);

    public uint[] ReadFrame()
    {
        var pixels = new uint[Gpu.Frame.SizeBytes / 4];
        Gpu.ReadFrame(MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }

    public void Dispose()
    {
        Gpu.Dispose();
        Machine.Dispose();
    }
}
