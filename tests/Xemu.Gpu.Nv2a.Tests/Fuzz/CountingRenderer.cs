using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a.Tests.Fuzz;

/// <summary>Sees that there is something to draw, and lets another renderer do it.</summary>
internal sealed class CountingRenderer(IRenderer? inner) : IRenderer
{
    /// <summary>Draws that have vertices.</summary>
    public int Draws { get; private set; }

    /// <summary>Fragments that were drawn and asked for.</summary>
    public ulong Passed { get; private set; }

    public void Attach(IRamBlock memory) => inner?.Attach(memory);

    public void Draw(DrawCall call)
    {
        Draws += call.IndexCount > 0 ? 1 : 0;
        inner?.Draw(call);
    }

    public void Clear(in ClearCall call) => inner?.Clear(call);

    public void Detach() => inner?.Detach();

    public void Copy(in CopyCall call, IRamBlock memory)
    {
        if (inner is null)
        {
            CopyMemory.Run(memory, in call);
            return;
        }

        inner.Copy(in call, memory);
    }

    public void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels)
    {
        if (inner is null)
        {
            ScanoutMemory.Read(memory, in call, pixels);
            return;
        }

        inner.ReadScanout(in call, memory, pixels);
    }

    public long TakeWork() => inner?.TakeWork() ?? 0;

    public ulong TakePassedCount()
    {
        ulong count = inner?.TakePassedCount() ?? 0;
        Passed += count;
        return count;
    }

    public void WriteBack() => inner?.WriteBack();
}
