using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The two 8237A and the page registers, as far as software writes and reads them back.</summary>
/// <remarks>Ports: xboxdevwiki "Memory", I/O port map. Not modelled: transfers; no device of this console requests one.</remarks>
internal sealed class Dma : IComponent, IStateful
{
    private readonly Dma8237 _first = new();
    private readonly Dma8237 _second = new();
    private readonly byte[] _pages = new byte[16];

    public Dma(IComponentContext context)
    {
        context.Ports.MapIo("dma-0", 0x00, 16, new ByteIo(_first.Read, _first.Write));
        context.Ports.MapIo("dma-pages", 0x80, 16, new ByteIo(o => _pages[o], (o, v) => _pages[o] = v));
        context.Ports.MapIo("dma-1", 0xC0, 32, new ByteIo(o => _second.Read(o >> 1), (o, v) => _second.Write(o >> 1, v)));
    }

    public void Reset(ResetKind kind)
    {
        _first.Reset();
        _second.Reset();
        Array.Clear(_pages);
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Part("first", _first);
        state.Part("second", _second);
        state.Bytes("pages", _pages);
    }

    public void Dispose()
    {
    }
}
