namespace Xemu.Kernel.Xbe;

/// <summary>A program as its file describes it. All ranges were checked against the file and the image, unless a member says otherwise.</summary>
internal sealed class XbeImage
{
    /// <summary>Where the image lies in memory, on a page border.</summary>
    public required uint BaseAddress { get; init; }

    /// <summary>The header area, which lies at <see cref="BaseAddress"/>.</summary>
    public required byte[] HeaderBytes { get; init; }

    /// <summary>Size of the header itself, as it says.</summary>
    public required uint ImageHeaderBytes { get; init; }

    /// <summary>How many addresses the image takes.</summary>
    public required uint ImageBytes { get; init; }

    /// <summary>When the image was made, in seconds since 1970.</summary>
    public required uint TimeDate { get; init; }

    /// <summary>Where the program starts, within the image.</summary>
    public required uint EntryPoint { get; init; }

    /// <summary>The list of imported kernel functions, within the image.</summary>
    public required uint ThunkAddress { get; init; }

    /// <summary>With which keys the two were encoded.</summary>
    public required XbeKeyKind KeyKind { get; init; }

    /// <summary>What the program asks of the loader.</summary>
    public required XbeInitFlags InitFlags { get; init; }

    /// <summary>Stack of the first thread; unchecked.</summary>
    public required uint StackCommit { get; init; }

    /// <summary>Size of the default heap; unchecked.</summary>
    public required uint HeapReserve { get; init; }

    /// <summary>How much of it is there from the start; unchecked.</summary>
    public required uint HeapCommit { get; init; }

    /// <summary>The list of imports that are not the kernel's, or 0; unchecked.</summary>
    public required uint NonKernelImportAddress { get; init; }

    /// <summary>The certificate.</summary>
    public required XbeCertificate Certificate { get; init; }

    /// <summary>The sections, in the file's order.</summary>
    public required IReadOnlyList<XbeSection> Sections { get; init; }

    /// <summary>What each thread gets, or null.</summary>
    public required XbeTlsDirectory? TlsDirectory { get; init; }

    /// <summary>The libraries that the program was linked with.</summary>
    public required IReadOnlyList<XbeLibraryVersion> LibraryVersions { get; init; }

    /// <summary>The imported kernel functions, by number, in the order of the thunk table.</summary>
    public required IReadOnlyList<int> KernelImports { get; init; }

    /// <summary>Path of the program that it was made from; empty when there is none.</summary>
    public required string DebugPath { get; init; }

    /// <summary>Its name.</summary>
    public required string DebugName { get; init; }

    /// <summary>Its name, as Unicode.</summary>
    public required string DebugUnicodeName { get; init; }

    /// <summary>The logo that is shown while it starts, or null.</summary>
    public required XbeLogo? Logo { get; init; }

    /// <summary>The address after the image's last.</summary>
    public uint End => BaseAddress + ImageBytes;
}
