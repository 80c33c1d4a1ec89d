using System.Buffers;
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
    private const int PieceBytes = 1 << 16;
    private const int MostSections = 4096;

    /// <summary>Where programs lie, and where their headers name size, number and place of the sections' headers. Source: xboxdevwiki "Xbe".</summary>
    private const uint Image = 0x1_0000;
    private const uint HeaderBytes = Image + 0x108;
    private const uint SectionCount = Image + 0x11C;
    private const uint SectionTable = Image + 0x120;
    private const uint SectionBytes = 0x38;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Serves XeLoadSection: a section that is not there is read from the program's file, where its header says.</summary>
    /// <param name="header">Address of the section's header.</param>
    /// <returns>Success, or why the file could not be read.</returns>
    public uint Load(uint header)
    {
        uint place = ReferencesOf(header);
        uint references = Memory.Read32(place);
        if (references == 0 && LoadFromFile(header) is not NtStatus.Success and var failed)
        {
            return failed;
        }

        Memory.Write32(place, references + 1);
        return NtStatus.Success;
    }

    /// <summary>Serves XeUnloadSection.</summary>
    public uint Unload(uint header)
    {
        uint place = ReferencesOf(header);
        uint references = Memory.Read32(place);
        if (references == 0)
        {
            return NtStatus.InvalidParameter;
        }

        Memory.Write32(place, references - 1);
        if (references == 1 && Find(header) is { } section)
        {
            Count(section, -1);
            GiveBack(section);
        }

        return NtStatus.Success;
    }

    /// <summary>Gives a section its pages and what the file has of it.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryLoad(XbeSection section, ReadOnlySpan<byte> file)
    {
        if (!TryCommit(section))
        {
            return false;
        }

        Memory.Write(section.VirtualAddress, file.Slice((int)section.RawOffset, (int)section.LoadedBytes));
        Complete(section);
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

    private static uint ReferencesOf(uint header) => header + 0x18;

    private uint LoadFromFile(uint header)
    {
        if (Find(header) is not { } section)
        {
            return NtStatus.InvalidParameter;
        }

        uint status = kernel.Io.FindFile(kernel.Launch.Path, out IFileSystem files, out FileNode file);
        if (status != NtStatus.Success || !TryCommit(section))
        {
            return status == NtStatus.Success ? NtStatus.NoMemory : status;
        }

        status = Read(section, files, file);
        if (status != NtStatus.Success)
        {
            GiveBack(section);
            return status;
        }

        Complete(section);
        Protect(section);
        return NtStatus.Success;
    }

    private uint Read(XbeSection section, IFileSystem files, FileNode file)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        uint status = NtStatus.Success;
        for (uint done = 0; done < section.LoadedBytes && status == NtStatus.Success;)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(section.LoadedBytes - done, PieceBytes));
            status = files.Read(file, (ulong)section.RawOffset + done, part, out int count);
            status = status == NtStatus.Success && count == 0 ? NtStatus.EndOfFile : status;
            Memory.Write(section.VirtualAddress + done, part[..count]);
            done += (uint)count;
        }

        ArrayPool<byte>.Shared.Return(piece);
        return status;
    }

    private bool TryCommit(XbeSection section) => kernel.Virtual.TryCommitImage(FirstPage(section), EndPage(section), ReadWrite);

    /// <summary>The bytes of the file are there: the rest is zero.</summary>
    private void Complete(XbeSection section)
    {
        Memory.Fill(section.VirtualAddress + section.LoadedBytes, section.VirtualSize - section.LoadedBytes, 0);
        Count(section, 1);
    }

    /// <summary>The section of a header in the program's memory; null if that is none, or one that has been made to lie outside of the image.</summary>
    private XbeSection? Find(uint header)
    {
        uint place = header - Memory.Read32(SectionTable);
        if (place % SectionBytes != 0 || place / SectionBytes >= Math.Min(Memory.Read32(SectionCount), MostSections))
        {
            return null;
        }

        XbeSection section = SectionAt(header);
        return kernel.Virtual.IsOfImage(section.VirtualAddress, section.VirtualSize) ? section : null;
    }

    private XbeSection SectionAt(uint header) => new()
    {
        Name = string.Empty,
        HeaderAddress = header,
        Flags = (XbeSectionFlags)Memory.Read32(header),
        VirtualAddress = Memory.Read32(header + 4),
        VirtualSize = Memory.Read32(header + 8),
        RawOffset = Memory.Read32(header + 0x0C),
        RawSize = Memory.Read32(header + 0x10),
        NameAddress = Memory.Read32(header + 0x14),
        ReferenceCountAddress = ReferencesOf(header),
        HeadReferenceCountAddress = Memory.Read32(header + 0x1C),
        TailReferenceCountAddress = Memory.Read32(header + 0x20),
        Digest = [],
    };

    /// <summary>Takes the pages of a section back that no loaded section has a part in.</summary>
    private void GiveBack(XbeSection section)
    {
        uint headerEnd = Image + Memory.Read32(HeaderBytes);
        List<XbeSection> loaded = Loaded();
        for (uint page = FirstPage(section); page < EndPage(section); page += PageBytes)
        {
            if (page >= headerEnd && !loaded.Exists(s => page >= FirstPage(s) && page < EndPage(s)))
            {
                kernel.Virtual.UncommitImage(page, page + PageBytes);
            }
        }
    }

    private List<XbeSection> Loaded()
    {
        var sections = new List<XbeSection>();
        uint count = Math.Min(Memory.Read32(SectionCount), MostSections);
        for (uint header = Memory.Read32(SectionTable); count > 0; count--, header += SectionBytes)
        {
            if (Memory.Read32(ReferencesOf(header)) != 0)
            {
                sections.Add(SectionAt(header));
            }
        }

        return sections;
    }

    private static bool IsWhole(uint border, XbeSection section, XbeSectionFlags flag) => border % PageBytes == 0 || section.Flags.HasFlag(flag);

    /// <summary>Counts a section on the pages at its start and its end. What is no place of the header is no count.</summary>
    private void Count(XbeSection section, int by)
    {
        uint headerBytes = Memory.Read32(HeaderBytes);
        foreach (uint place in (ReadOnlySpan<uint>)[section.HeadReferenceCountAddress, section.TailReferenceCountAddress])
        {
            if (place >= Image && (ulong)(place - Image) + sizeof(ushort) <= headerBytes)
            {
                Memory.Write16(place, (ushort)(Memory.Read16(place) + by));
            }
        }
    }

    private static uint FirstPage(XbeSection section) => section.VirtualAddress & ~(PageBytes - 1);

    private static uint EndPage(XbeSection section) => (section.End + PageBytes - 1) & ~(PageBytes - 1);
}
