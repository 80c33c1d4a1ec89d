namespace Xemu.Cpu.X86;

/// <summary>What linear addresses are translated by, besides memory: the form of the tables and where the directories lie.</summary>
/// <param name="Format">The form.</param>
/// <param name="Root0">Physical address of the directory; under PAE of that for the first gigabyte, or <see cref="None"/>.</param>
/// <param name="Root1">The directory of the second gigabyte, under PAE.</param>
/// <param name="Root2">Of the third.</param>
/// <param name="Root3">Of the fourth.</param>
internal readonly record struct SpaceKey(PagingFormat Format, ulong Root0, ulong Root1, ulong Root2, ulong Root3)
{
    /// <summary>Not present.</summary>
    public const ulong None = ulong.MaxValue;

    private const ulong Present = 1;

    public bool IsPae => Format == PagingFormat.Pae;

    /// <summary>What one entry of a directory maps: 4 MiB, or 2 MiB under PAE.</summary>
    public int RegionShift => IsPae ? 21 : 22;

    public int EntryBytes => IsPae ? 8 : 4;

    /// <summary>Entries of a directory or table: a power of two.</summary>
    public int Entries => 1 << EntriesShift;

    public int EntriesShift => IsPae ? 9 : 10;

    /// <summary>The key that the processor's registers make.</summary>
    public static unsafe SpaceKey Of(CpuState* s)
    {
        if ((s->Cr0 & Cr.Pg) == 0)
        {
            return default;
        }

        if ((s->Cr4 & Cr.Pae) != 0)
        {
            return new SpaceKey(PagingFormat.Pae, Root(s->Pdpte[0]), Root(s->Pdpte[1]), Root(s->Pdpte[2]), Root(s->Pdpte[3]));
        }

        PagingFormat format = (s->Cr4 & Cr.Pse) != 0 ? PagingFormat.LargePages : PagingFormat.TwoLevels;
        return new SpaceKey(format, s->Cr3 & 0xFFFF_F000, None, None, None);
    }

    /// <summary>Physical address of a directory, or <see cref="None"/>.</summary>
    public ulong Root(int directory) => directory switch
    {
        0 => Root0,
        1 => Root1,
        2 => Root2,
        _ => Root3,
    };

    private static ulong Root(ulong pdpte) => (pdpte & Present) != 0 ? pdpte & Paging.PaeAddress : None;
}
