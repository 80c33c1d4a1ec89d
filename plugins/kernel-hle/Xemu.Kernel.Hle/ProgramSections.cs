using Xemu.Kernel.Xbe;

namespace Xemu.Kernel.Hle;

/// <summary>The sections of a program in memory: pages for those that are loaded, their protection, and the counts in the program's header.</summary>
/// <remarks>
/// A page may hold the end of one section and the start of another, which both count its users in the header; it goes with the last of them. Pages of a section that is not writable are
/// read-only, those that are shared only if the section's flags say so. Source of fields and flags: xboxdevwiki "Xbe". That the console protects pages by them: unverified.
/// </remarks>
internal sealed class ProgramSections(Kernel kernel)
{
    private const uint PageBytes = KernelLayout.PageBytes;
    private const uint ReadWrite = PageTables.Present | PageTables.Writable;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Gives a section its pages and what the file has of it.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryLoad(XbeImage image, XbeSection section, ReadOnlySpan<byte> file)
    {
        if (!kernel.Virtual.TryCommitImage(FirstPage(section), EndPage(section), ReadWrite))
        {
            return false;
        }

        uint loaded = section.LoadedBytes;
        Memory.Write(section.VirtualAddress, file.Slice((int)section.RawOffset, (int)loaded));
        Memory.Fill(section.VirtualAddress + loaded, section.VirtualSize - loaded, 0);
        Count(image, section, 1);
        return true;
    }

    /// <summary>Protects the pages of a section that is loaded, as far as it may.</summary>
    public void Protect(XbeSection section)
    {
        if (section.Flags.HasFlag(XbeSectionFlags.Writable))
        {
            return;
        }

        uint first = FirstPage(section) + (IsWhole(section.VirtualAddress, section, XbeSectionFlags.HeadPageReadOnly) ? 0 : PageBytes);
        uint end = EndPage(section) - (IsWhole(section.End, section, XbeSectionFlags.TailPageReadOnly) ? 0 : PageBytes);
        if (first < end)
        {
            kernel.Virtual.ProtectImage(first, end, PageTables.Present);
        }
    }

    /// <summary>Takes the pages of a section back that no other loaded section has a part in.</summary>
    public void Unload(XbeImage image, XbeSection section)
    {
        Count(image, section, -1);
        for (uint page = FirstPage(section); page < EndPage(section); page += PageBytes)
        {
            if (page >= image.BaseAddress + (uint)image.HeaderBytes.Length && !image.Sections.Any(s => IsOn(page, s)))
            {
                kernel.Virtual.UncommitImage(page, page + PageBytes);
            }
        }
    }

    private bool IsOn(uint page, XbeSection section) =>
        page >= FirstPage(section) && page < EndPage(section) && Memory.Read32(section.ReferenceCountAddress) != 0;

    private static bool IsWhole(uint border, XbeSection section, XbeSectionFlags flag) => border % PageBytes == 0 || section.Flags.HasFlag(flag);

    /// <summary>Counts a section on the pages at its start and its end. What is no place of the header is no count.</summary>
    private void Count(XbeImage image, XbeSection section, int by)
    {
        foreach (uint place in (ReadOnlySpan<uint>)[section.HeadReferenceCountAddress, section.TailReferenceCountAddress])
        {
            if (place >= image.BaseAddress && place - image.BaseAddress <= image.HeaderBytes.Length - sizeof(ushort))
            {
                Memory.Write16(place, (ushort)(Memory.Read16(place) + by));
            }
        }
    }

    private static uint FirstPage(XbeSection section) => section.VirtualAddress & ~(PageBytes - 1);

    private static uint EndPage(XbeSection section) => (section.End + PageBytes - 1) & ~(PageBytes - 1);
}
