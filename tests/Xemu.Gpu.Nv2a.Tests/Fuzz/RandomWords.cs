namespace Xemu.Gpu.Nv2a.Tests.Fuzz;

/// <summary>Data words of random methods: plausible ones, extremes, and nonsense.</summary>
/// <param name="random">Where all chance comes from.</param>
/// <param name="isSmall">Surfaces and textures are small most of the time, so that drawing them takes no time.</param>
internal sealed class RandomWords(Random random, bool isSmall)
{
    private static readonly uint[] Extremes =
    [
        0, 1, 2, 0xFFFF_FFFF, 0x8000_0000, 0x7FFF_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0xFFC0_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x0080_0000, 1, 0x3F80_0000,
        0xBF80_0000, 0xFFFF_0000, 0x0000_FFFF,
    ];

    private static readonly uint[] Choices =
    [
        0x200, 0x203, 0x207, 0x300, 0x302, 0x308, 0x8001, 0x8006, 0x8008, 0x800A, 0xF005, 0xF006, 0x1E00, 0x1E01, 0x1E02, 0x150A, 0x8507, 0x1D00, 0x1D01, 0x1B00,
        0x1B01, 0x1B02, 0x404, 0x405, 0x408, 0x900, 0x901, 0x1500, 0x1503, 0x150F, 0x2601, 0x800, 0x801, 0x804, 0x2400, 0x2401, 0x8511, 0x8512, 3, 6,
    ];

    /// <summary>A word for a method of Kelvin.</summary>
    public uint For(uint method) => method switch
    {
        >= 0x180 and < 0x200 => Handle(),
        KelvinMethods.SurfaceClipHorizontal or KelvinMethods.SurfaceClipVertical or KelvinMethods.ClearRectHorizontal or KelvinMethods.ClearRectVertical => Extent(),
        KelvinMethods.SurfaceFormat => Mostly((uint)(random.Next(1, 11) | (random.Next(3) << 4) | (random.Next(1, 3) << 8) | (random.Next(3) << 12) | (random.Next(12) << 16) | (random.Next(12) << 24))),
        KelvinMethods.SurfacePitch => Mostly((uint)((random.Next(65) << 22) | (random.Next(65) << 6))),
        KelvinMethods.BeginEnd => random.Next(3) == 0 ? 0 : Mostly((uint)random.Next(11)),
        KelvinMethods.DrawArrays => Mostly((uint)((random.Next(isSmall ? 8 : 256) << 24) | random.Next(64))),
        KelvinMethods.TransformExecutionMode => Mostly((uint)random.Next(3)),
        KelvinMethods.TransformProgramLoad or KelvinMethods.TransformConstantLoad or KelvinMethods.TransformProgramStart => Mostly((uint)random.Next(200)),
        KelvinMethods.ShaderStageProgram => (uint)random.Next(1 << 20),
        >= 0x1720 and < 0x1760 => Address(),
        >= 0x1760 and < 0x17A0 => Mostly((uint)(random.Next(8) | (random.Next(6) << 4) | (random.Next(64) << 8))),
        >= 0x1B00 and < 0x1C00 => ForTexture(method & 0x3C),
        _ => Any(),
    };

    /// <summary>A word of a position, most of the time near the surface.</summary>
    /// <param name="index">Which one.</param>
    public uint Position(int index) => random.Next(30) == 0
        ? Any()
        : BitConverter.SingleToUInt32Bits((index & 3) == 3 ? 1 : (random.NextSingle() * 120) - 20);

    /// <summary>A word for a method of the other classes: what they copy is small most of the time.</summary>
    public uint ForOther(uint method) => method switch
    {
        < 0x200 => Handle(),
        0x300 or 0x2FC => random.Next(2) == 0 ? (uint)random.Next(12) : Any(),
        0x304 or 0x308 => Sometimes((uint)(random.Next(200) | (random.Next(200) << 16))),
        0x31C or 0x320 => Sometimes((uint)random.Next(300)),
        _ => random.Next(2) == 0 ? Address() : Any(),
    };

    /// <summary>Any word at all.</summary>
    public uint Any() => random.Next(8) switch
    {
        0 or 1 => Extremes[random.Next(Extremes.Length)],
        2 or 3 => Choices[random.Next(Choices.Length)],
        4 => BitConverter.SingleToUInt32Bits((random.NextSingle() - 0.5f) * 8),
        5 => BitConverter.SingleToUInt32Bits((random.NextSingle() - 0.1f) * 100),
        6 => (uint)random.Next(256),
        _ => (uint)random.NextInt64(1L << 32),
    };

    private uint ForTexture(uint method) => method switch
    {
        0x00 => Address(),
        0x04 => Mostly(TextureFormat()),
        0x0C => Any() | (random.Next(2) == 0 ? 1u << 30 : 0),
        0x10 => Mostly((uint)random.Next(256) << 20),
        0x1C => isSmall ? Extent() : Any(),
        _ => Any(),
    };

    private uint TextureFormat()
    {
        int most = isSmall ? 6 : 13;
        return (uint)(random.Next(1, 3) | (random.Next(4) << 2) | (random.Next(1, 4) << 4) | (random.Next(0x42) << 8) | (random.Next(1, 10) << 16)
            | (random.Next(most) << 20) | (random.Next(most) << 24) | (random.Next(most / 2) << 28));
    }

    private uint Extent()
    {
        int size = random.Next(isSmall ? 2000 : 20) == 0 ? 65536 : 80;
        return (uint)(random.Next(Math.Min(size, 65536) / 2) | (random.Next(size) << 16));
    }

    private uint Address() => random.Next(10) < 7 ? (uint)random.Next(0x40_0000) : random.Next(2) == 0 ? FuzzBench.RamBytes - (uint)random.Next(4096) : Any();

    private uint Handle() => random.Next(20) == 0 ? Any() : FuzzBench.FirstHandle + (uint)random.Next(FuzzBench.HandleCount);

    private uint Sometimes(uint word) => random.Next(2000) == 0 ? Any() : word;

    private uint Mostly(uint word) => random.Next(isSmall ? 2000 : 50) == 0 ? Any() : word;
}
