using System.Runtime.InteropServices;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Nv2a;
using Xemu.Renderer.Null;
using Xemu.Testing;

namespace Xemu.Gpu.Benchmarks;

/// <summary>The chip with a renderer that draws nothing, and with a channel in DMA mode whose subchannel 0 is Kelvin.</summary>
internal sealed class FifoMachine : IPluginRegistry, IPciSlot, IInterruptLine, IDisposable
{
    private const ulong Registers = 0xFD00_0000;
    private const uint Start = 0x10_0000;

    private readonly TestMachine _machine = new(64 << 20);
    private IComponent? _gpu;
    private uint _end;

    public FifoMachine(uint[] words)
    {
        new Nv2aPlugin().Register(this);
        var device = (IPciDevice)_gpu!;
        _machine.Memory.MapIo("registers", Registers, 0x0100_0000, device.Definition.Bars[0].Handler!);
        device.AttachPci(this);
        _gpu!.Reset(ResetKind.Cold);
        AddObject(3, 0x2000, 0, 0x0000_B03D, 0x03FF_FFFF, 3);
        AddObject(13, 0x2010, 0x1_0000, 0x97, 0, 0);
        ReadOnlySpan<(uint Register, uint Value)> setup =
        [
            (0x2210, 0x0300_0100), (0x2214, 0x110), (0x40_0144, 0x1001_0100), (0x40_0720, 1), (0x2504, 1), (0x3204, 0x100), (0x322C, 0x1_2000 >> 4),
            (0x3250, 1), (0x3200, 1), (0x3220, 1),
        ];
        foreach ((uint register, uint value) in setup)
        {
            Write(register, value);
        }

        Run([1 << 18, 13, (1 << 18) | 0x19C, 3, (1 << 18) | 0x1E94, 2]);
        Fill(words);
    }

    public IInterruptLine Interrupt => this;

    public IAddressSpace Dma => _machine.Memory;

    public ulong? BarAddress(int index) => Registers;

    public void SetLevel(bool level)
    {
    }

    /// <summary>Executes what is in the push buffer.</summary>
    public void Run()
    {
        Write(0x3220, 0);
        Write(0x3244, Start);
        Write(0x80_0040, _end);
        Write(0x3220, 1);
        while (Read(0x3244) != _end)
        {
            _machine.Advance(100_000);
        }
    }

    public void AddComponent<TOptions, TComponent>(ComponentType<TOptions, TComponent> type)
        where TOptions : class, new()
        where TComponent : class, IComponent
    {
        if (type.Name == "nv2a")
        {
            _gpu = type.Create(new TOptions(), _machine);
            ((IRendererClient)_gpu).Exchange(new NullRenderer(_machine));
        }
    }

    public void AddVerb(VerbDefinition verb)
    {
    }

    public void AddRunOption(RunOptionDefinition option)
    {
    }

    public void AddFileOpener(IFileOpener opener)
    {
    }

    public void AddMonitorCommand(MonitorCommandDefinition command)
    {
    }

    public void Dispose()
    {
        _gpu!.Dispose();
        _machine.Dispose();
    }

    private void Run(uint[] words)
    {
        Fill(words);
        Run();
    }

    private void Fill(uint[] words)
    {
        _machine.Memory.Write(Start, MemoryMarshal.AsBytes(words.AsSpan()));
        _end = Start + ((uint)words.Length * 4);
    }

    private void AddObject(uint handle, uint place, uint engine, params ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            Write(0x71_0000 + place + (4 * (uint)i), words[i]);
        }

        Write(0x71_0000 + (handle * 8), handle);
        Write(0x71_0004 + (handle * 8), 0x8000_0000 | engine | ((0x1_0000 + place) >> 4));
    }

    private uint Read(uint offset) => (uint)_machine.Memory.ReadValue(Registers + offset, 4);

    private void Write(uint offset, uint value) => _machine.Memory.WriteValue(Registers + offset, 4, value);
}
