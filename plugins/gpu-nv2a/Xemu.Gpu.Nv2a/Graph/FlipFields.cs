namespace Xemu.Gpu.Nv2a;

/// <summary>Where SURFACE counts the pictures of an engine. Source: xemu's nv2a_regs.h (SURFACE, INCREMENT); envytools' tests of the NV15 and later (hwtest: blit, Kelvin).</summary>
/// <param name="Write">The lowest bit of the picture that is drawn.</param>
/// <param name="Read">That of the one that is shown.</param>
/// <param name="Modulo">That of how many there are.</param>
internal sealed record FlipFields(int Write, int Read, int Modulo)
{
    /// <summary>Pictures that are blitted.</summary>
    public static readonly FlipFields Blit = new(8, 12, 16);

    /// <summary>Pictures that are drawn in three dimensions.</summary>
    public static readonly FlipFields Solid = new(20, 24, 28);

    /// <summary>Whether the picture that is shown is another than the one that is drawn.</summary>
    public bool IsDone(uint surface) => Of(surface, Read) != Of(surface, Write);

    /// <summary>Goes on to the next picture.</summary>
    /// <param name="surface">SURFACE.</param>
    /// <param name="field">Which of the fields goes on.</param>
    public uint Advance(uint surface, int field) => Set(surface, field, (Of(surface, field) + 1) % Math.Max(Of(surface, Modulo), 1));

    /// <summary>Sets a field.</summary>
    public static uint Set(uint surface, int field, uint value) => (surface & ~(7u << field)) | ((value & 7) << field);

    private static uint Of(uint surface, int field) => (surface >> field) & 7;
}
