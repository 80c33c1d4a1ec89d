using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Who draws for the chip. Nothing is drawn where nobody does, but copies are done: in memory.</summary>
/// <param name="ram">The RAM.</param>
/// <param name="tap">Who listens.</param>
[Derived("a snapshot does not tell which renderer drew")]
internal sealed class RendererSlot(IRamBlock ram, GraphTap tap)
{
    /// <summary>Who draws, or nobody.</summary>
    public IRenderer? Renderer { get; private set; }

    /// <summary>Has another one draw, also in the place of one that fails to hand over. Where it cannot, the one before goes on.</summary>
    public void Exchange(IRenderer? renderer)
    {
        IRenderer? former = Renderer;
        Renderer = null;
        try
        {
            former?.Detach();
        }
        finally
        {
            Attach(renderer, former);
        }
    }

    /// <summary>Copies.</summary>
    public void Copy(in CopyCall call)
    {
        tap.Copy(in call, ram.SizeBytes);
        if (Renderer is { } renderer)
        {
            renderer.Copy(in call, ram);
        }
        else
        {
            CopyMemory.Run(ram, in call);
        }
    }

    /// <summary>Reads what is shown.</summary>
    public void ReadScanout(in ScanoutCall call, Span<byte> pixels)
    {
        if (Renderer is { } renderer)
        {
            renderer.ReadScanout(in call, ram, pixels);
        }
        else
        {
            ScanoutMemory.Read(ram, in call, pixels);
        }
    }

    private void Attach(IRenderer? renderer, IRenderer? former)
    {
        try
        {
            renderer?.Attach(ram);
            Renderer = renderer;
        }
        finally
        {
            if (Renderer != renderer)
            {
                former?.Attach(ram);
                Renderer = former;
            }
        }
    }
}
