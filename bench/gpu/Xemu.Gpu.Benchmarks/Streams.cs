namespace Xemu.Gpu.Benchmarks;

/// <summary>What programs send, by kind.</summary>
internal static class Streams
{
    /// <summary>The streams by name, each about 64,000 words.</summary>
    public static readonly Dictionary<string, Func<CommandStream>> All = new()
    {
        ["state, runs of 8"] = static () => Repeat(7000, static s => s.Run(0x260, 1, 2, 3, 4, 5, 6, 7, 8)),
        ["state, one by one"] = static () => Repeat(4000, static s => s
            .Run(0x304, 1).Run(0x30C, 1).Run(0x344, 0x302).Run(0x348, 0x303).Run(0x354, 0x203).Run(0x358, 0x0101_0101).Run(0x3B8, 0).Run(0x147C, 0)),
        ["transform constants"] = static () => Repeat(1800, static s => s.Run(0x1EA4, 96).Run(0xB80, stackalloc uint[32])),
        ["matrices"] = static () => Repeat(1800, static s => s.Run(0x480, stackalloc uint[16]).Run(0x680, stackalloc uint[16])),
        ["inline arrays"] = static () => Repeat(60, static s => s.Run(0x17FC, 5).Same(0x1818, stackalloc uint[1026]).Run(0x17FC, 0)),
        ["elements"] = static () => Repeat(60, static s => s.Run(0x17FC, 5).Same(0x1800, stackalloc uint[1000]).Run(0x17FC, 0)),
        ["vertices one by one"] = static () => Repeat(60, static s => Vertices(s.Run(0x17FC, 5), 150).Run(0x17FC, 0)),
        ["draws of a triangle"] = static () => Repeat(2500, static s => Vertices(s.Run(0x17FC, 5), 3).Run(0x17FC, 0)),
        ["two textures in turn"] = static () => Repeat(600, static s => InTurn(s, 0x06)),
        ["two palettes in turn"] = static () => Repeat(600, static s => InTurn(s, 0x0B)),
        ["two pixel programs in turn"] = static () => Repeat(900, static s => Vertices(Vertices(s.Run(0x288, 4).Run(0x17FC, 5), 3).Run(0x17FC, 0).Run(0x288, 12).Run(0x17FC, 5), 3).Run(0x17FC, 0)),
        ["draws of a quad, inline"] = static () => Repeat(2500, static s => s.Run(0x17FC, 8).Same(0x1818, stackalloc uint[24]).Run(0x17FC, 0)),
    };

    private static CommandStream Vertices(CommandStream stream, int count)
    {
        for (int i = 0; i < count; i++)
        {
            stream.Run(0x1880 + (9 * 8), 0, 0).Run(0x1518, 0, 0, 0, 0x3F80_0000);
        }

        return stream;
    }

    /// <summary>Two draws, each with a texture of its own of 16 by 16 texels and a palette of its own.</summary>
    /// <param name="stream">Where they go.</param>
    /// <param name="format">The format, swizzled.</param>
    private static CommandStream InTurn(CommandStream stream, uint format)
    {
        for (uint place = 0x30_0000; place < 0x32_0000; place += 0x1_0000)
        {
            stream.Run(0x184, 3, 3).Run(0x1E70, 1).Run(0x1B00, place, 0x0441_0029u + (format << 8)).Run(0x1B0C, 0x4003_FFC0).Run(0x1B20, place + 0x8000);
            Vertices(stream.Run(0x17FC, 5), 3).Run(0x17FC, 0);
        }

        return stream;
    }

    private static CommandStream Repeat(int count, Func<CommandStream, CommandStream> add)
    {
        var stream = new CommandStream();

        // Positions of three floating-point numbers and coordinates of two, from inline arrays, 32 bytes apart in memory.
        stream.Run(0x1760, 0x2032).Run(0x1784, 0x2022).Run(0x1720, 0x20_0000);
        for (int i = 0; i < count; i++)
        {
            add(stream);
        }

        return stream;
    }
}
