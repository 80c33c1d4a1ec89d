using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>The video overlay: up to two pictures that lie over the one that is scanned out.</summary>
/// <remarks>
/// A buffer is shown from BUFFER's bit on until STOP's bit 0 ends both; a STOP without it leaves them (nxdk_pgraph_tests, PVIDEO). An interrupt follows each vertical blank
/// before which a buffer was shown: unverified, as is that buffer 1 lies above buffer 0.
/// </remarks>
internal sealed class Pvideo(IRamBlock ram, Action<bool> setPending) : RegisterBlock<Pvideo>("PVIDEO", 0x00_8000, 0x1000, PvideoRegisters.Table)
{
    public override uint EnableBit => Pmc.PvideoUnit;

    public bool IsPending => (Value(PvideoRegisters.Intr) & Value(PvideoRegisters.IntrEn)) != 0;

    public void UpdateIrq() => setPending(IsPending);

    /// <summary>STOP was written.</summary>
    public void OnStop(uint value)
    {
        if ((value & 1) != 0)
        {
            Value(PvideoRegisters.Buffer) = 0;
        }
    }

    /// <summary>A picture was shown.</summary>
    public void OnVblank()
    {
        if (Value(PvideoRegisters.Buffer) != 0)
        {
            Value(PvideoRegisters.Intr) |= Value(PvideoRegisters.Buffer);
            UpdateIrq();
        }
    }

    public override void Reset()
    {
        base.Reset();
        UpdateIrq();
    }

    /// <summary>Puts what is shown over a picture.</summary>
    /// <param name="pixels">The picture, 0xXXRRGGBB.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    public void Compose(Span<uint> pixels, int width, int height)
    {
        uint shown = Value(PvideoRegisters.Buffer);
        for (uint i = 0; i < 2; i++)
        {
            if ((shown & (1u << (int)(4 * i))) != 0)
            {
                OverlayOf(i).Compose(ram, pixels, width, height);
            }
        }
    }

    private Overlay OverlayOf(uint buffer)
    {
        uint Of(uint register) => Value(register + (4 * buffer));
        return new Overlay
        {
            Start = (ulong)Of(PvideoRegisters.Base) + Of(PvideoRegisters.Offset),
            End = (ulong)Of(PvideoRegisters.Base) + Of(PvideoRegisters.Limit),
            PlaneStart = (ulong)Of(PvideoRegisters.PlaneBase) + Of(PvideoRegisters.PlaneOffset),
            PlaneEnd = Of(PvideoRegisters.PlaneLimit) == 0 ? uint.MaxValue : (ulong)Of(PvideoRegisters.PlaneBase) + Of(PvideoRegisters.PlaneLimit),
            SizeIn = Of(PvideoRegisters.SizeIn),
            PointIn = Of(PvideoRegisters.PointIn),
            StepX = Of(PvideoRegisters.DsDx),
            StepY = Of(PvideoRegisters.DtDy),
            PointOut = Of(PvideoRegisters.PointOut),
            SizeOut = Of(PvideoRegisters.SizeOut),
            Format = Of(PvideoRegisters.Format),
            ColorKey = Value(PvideoRegisters.ColorKey),
            Matrix = new VideoMatrix(Of(PvideoRegisters.Luminance), Of(PvideoRegisters.Chrominance), (Of(PvideoRegisters.Format) & (1u << 24)) != 0),
        };
    }
}
