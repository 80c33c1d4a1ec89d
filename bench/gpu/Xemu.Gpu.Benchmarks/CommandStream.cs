namespace Xemu.Gpu.Benchmarks;

/// <summary>Writes push buffers.</summary>
internal sealed class CommandStream
{
    private readonly List<uint> _words = [];

    /// <summary>Data words so far: each is a method.</summary>
    public int MethodCount { get; private set; }

    public uint[] Words => [.. _words];

    /// <summary>Methods that follow each other.</summary>
    public CommandStream Run(uint method, params ReadOnlySpan<uint> data) => Add(((uint)data.Length << 18) | method, data);

    /// <summary>One method many times.</summary>
    public CommandStream Same(uint method, params ReadOnlySpan<uint> data) => Add(0x4000_0000 | ((uint)data.Length << 18) | method, data);

    private CommandStream Add(uint head, ReadOnlySpan<uint> data)
    {
        _words.Add(head);
        _words.AddRange(data);
        MethodCount += data.Length;
        return this;
    }
}
