using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Feeds Iced from host memory.</summary>
internal sealed unsafe class CodeBytes : CodeReader
{
    private byte* _at;
    private byte* _end;

    public void Set(byte* at, uint bytes)
    {
        _at = at;
        _end = at + bytes;
    }

    public override int ReadByte() => _at < _end ? *_at++ : -1;
}
