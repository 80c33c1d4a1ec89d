namespace Xemu.Kernel.Xbe;

/// <summary>A section: a range of addresses, and the part of the file that goes there. Addresses are the guest's.</summary>
internal sealed record XbeSection
{
    /// <summary>The name; programs load sections by it.</summary>
    public required string Name { get; init; }

    /// <summary>Where its header lies: a program's handle of the section.</summary>
    public required uint HeaderAddress { get; init; }

    /// <summary>What it is.</summary>
    public required XbeSectionFlags Flags { get; init; }

    /// <summary>Its first address, within the image.</summary>
    public required uint VirtualAddress { get; init; }

    /// <summary>Its size in memory; what the file does not fill is zero.</summary>
    public required uint VirtualSize { get; init; }

    /// <summary>Where its bytes lie in the file.</summary>
    public required uint RawOffset { get; init; }

    /// <summary>How many bytes lie there, all within the file; may be more than <see cref="VirtualSize"/>.</summary>
    public required uint RawSize { get; init; }

    /// <summary>Where its name lies.</summary>
    public required uint NameAddress { get; init; }

    /// <summary>The field of the header that counts who loaded the section; always within the header area.</summary>
    public required uint ReferenceCountAddress { get; init; }

    /// <summary>The count of the page that is shared with the section before; unchecked.</summary>
    public required uint HeadReferenceCountAddress { get; init; }

    /// <summary>The count of the page that is shared with the section after; unchecked.</summary>
    public required uint TailReferenceCountAddress { get; init; }

    /// <summary>SHA-1 of the size and the bytes, as the file says.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>How many of its bytes come from the file.</summary>
    public uint LoadedBytes => Math.Min(RawSize, VirtualSize);

    /// <summary>The address after its last.</summary>
    public uint End => VirtualAddress + VirtualSize;
}
