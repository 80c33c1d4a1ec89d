using System.Buffers;
using System.Runtime.InteropServices;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The saved state of a processor as bytes, without the translations that an engine may keep for longer than another.</summary>
internal sealed class MeanState : IStateVisitor
{
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);

    public int Version => 1;

    public bool IsLoading => false;

    public ReadOnlySpan<byte> Read(IStateful stateful)
    {
        _bytes.ResetWrittenCount();
        stateful.DescribeState(this);
        return _bytes.WrittenSpan;
    }

    public void Field(string name, ref bool value) => _bytes.Write([value ? (byte)1 : (byte)0]);

    public void Field(string name, ref byte value) => _bytes.Write([value]);

    public void Field(string name, ref ushort value) => Put(ref value);

    public void Field(string name, ref uint value) => Put(ref value);

    public void Field(string name, ref int value) => Put(ref value);

    public void Field(string name, ref ulong value) => Put(ref value);

    public void Field(string name, ref long value) => Put(ref value);

    void IStateVisitor.Bytes(string name, Span<byte> value) => _bytes.Write(value);

    public void Words(string name, Span<uint> value)
    {
        if (!name.Contains("tlb_", StringComparison.Ordinal))
        {
            _bytes.Write(MemoryMarshal.AsBytes(value));
        }
    }

    public void Blob(string name, ref byte[] value, int maxLength) => _bytes.Write(value);

    public void Text(string name, ref string value, int maxLength) => _bytes.Write(System.Text.Encoding.UTF8.GetBytes(value));

    public void Timer(string name, IGuestTimer timer) => throw new NotSupportedException("A processor has no timers.");

    public void Part(string name, IStateful part) => part.DescribeState(this);

    public void Subsection(string name, bool needed, Action<IStateVisitor> fields)
    {
        if (needed)
        {
            fields(this);
        }
    }

    private void Put<T>(ref T value)
        where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)));
}
