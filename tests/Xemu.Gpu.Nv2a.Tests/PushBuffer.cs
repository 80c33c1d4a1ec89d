using System.Runtime.InteropServices;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>A channel in DMA mode with Kelvin on subchannel 0, and a push buffer to write commands to.</summary>
internal sealed class PushBuffer
{
    /// <summary>Where the commands lie in RAM.</summary>
    public const uint Start = 0x10_0000;

    /// <summary>A DMA object over all of the RAM: its handle.</summary>
    public const uint Memory = 3;

    /// <summary>The handle of the Kelvin object.</summary>
    public const uint Kelvin = 13;

    private const uint Pramin = 0x70_0000;
    private const uint HashTable = 0x1_0000;
    private const uint Objects = 0x1_2000;
    private readonly GpuBench _bench;
    private uint _put = Start;
    private uint _nextObject = Objects;

    public PushBuffer(GpuBench bench)
    {
        _bench = bench;
        bench.Write(0x00_2210, 0x0300_0100);
        bench.Write(0x00_2214, 0x0000_0110);
        uint memory = AddObject(Memory, isGraphics: false, 0x0000_B03D, 0x03FF_FFFF, 3, 3);
        AddObject(Kelvin, isGraphics: true, 0x97, 0, 0, 0);
        bench.Write(0x40_0140, 0xFFFF_FFFF);
        bench.Write(0x40_0144, 0x1001_0100);
        bench.Write(0x40_0720, 1);
        bench.Write(0x00_2140, 0x0111_1111);
        bench.Write(0x00_2504, 1);
        bench.Write(0x00_3204, 0x100);
        bench.Write(0x00_322C, memory >> 4);
        bench.Write(0x00_3240, Start);
        bench.Write(0x00_3244, Start);
        bench.Write(0x00_3250, 1);
        bench.Write(0x00_3200, 1);
        bench.Write(0x00_3220, 1);
        Method(0, 0, Kelvin);
    }

    public uint Get => _bench.Read(0x80_0044);

    /// <summary>Puts an object into instance memory and the hash table.</summary>
    /// <returns>Its address in instance memory.</returns>
    public uint AddObject(uint handle, bool isGraphics, params ReadOnlySpan<uint> words)
    {
        uint instance = _nextObject;
        for (int i = 0; i < words.Length; i++)
        {
            _bench.Write(Pramin + instance + (4 * (uint)i), words[i]);
        }

        _nextObject += 16;
        _bench.Write(Pramin + HashTable + (handle * 8), handle);
        _bench.Write(Pramin + HashTable + (handle * 8) + 4, 0x8000_0000 | (isGraphics ? 0x1_0000u : 0) | (instance >> 4));
        return instance;
    }

    /// <summary>Writes words behind what is there, without telling the chip.</summary>
    public PushBuffer Words(params ReadOnlySpan<uint> words)
    {
        _bench.Fill(_put, MemoryMarshal.AsBytes(words));
        _put += (uint)words.Length * 4;
        return this;
    }

    /// <summary>Writes an increasing method and lets the chip run.</summary>
    public PushBuffer Method(uint subchannel, uint method, params ReadOnlySpan<uint> data)
    {
        Words((uint)data.Length << 18 | subchannel << 13 | method).Words(data);
        return Run();
    }

    /// <summary>Writes a method of Kelvin.</summary>
    public PushBuffer Kelvin3D(uint method, params ReadOnlySpan<uint> data) => Method(0, method, data);

    /// <summary>Writes a method of Kelvin whose words are floating-point numbers.</summary>
    public PushBuffer Kelvin3D(uint method, params ReadOnlySpan<float> data) => Method(0, method, MemoryMarshal.Cast<float, uint>(data));

    /// <summary>Writes a non-increasing method of Kelvin.</summary>
    public PushBuffer Kelvin3DAll(uint method, params ReadOnlySpan<uint> data)
    {
        Words(0x4000_0000 | (uint)data.Length << 18 | method).Words(data);
        return Run();
    }

    /// <summary>Moves the put pointer to the end of what is there.</summary>
    public PushBuffer Run()
    {
        _bench.Write(0x80_0040, _put);
        return this;
    }

    /// <summary>Goes on writing elsewhere.</summary>
    public PushBuffer At(uint address)
    {
        _put = address;
        return this;
    }
}
