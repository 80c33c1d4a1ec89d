using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A write-only register that keeps what it was given, and can do something about it.</summary>
internal sealed class ByteSink : IIoHandler
{
    public IoWidths Widths => IoWidths.Byte;

    public List<byte> Bytes { get; } = [];

    public Action<byte>? Written { get; init; }

    public Func<byte>? Reading { get; init; }

    public ulong Read(ulong offset, int width) => Reading?.Invoke() ?? 0xFF;

    public void Write(ulong offset, int width, ulong value)
    {
        Bytes.Add((byte)value);
        Written?.Invoke((byte)value);
    }
}
