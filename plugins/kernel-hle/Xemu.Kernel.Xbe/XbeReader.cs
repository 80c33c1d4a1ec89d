using System.Buffers.Binary;

namespace Xemu.Kernel.Xbe;

/// <summary>Reads Xbox executables. The file may be hostile: nothing throws, and no more is allocated than a few times the file's size.</summary>
internal static class XbeReader
{
    /// <summary>No program image reaches into the kernel's half of the addresses.</summary>
    private const ulong UserEnd = 0x8000_0000;

    private const uint PageBytes = 0x1000;
    private const int MaxImports = 4096;
    private const int MaxOrdinal = 0xFFFF;
    private const uint ImportMark = 0x8000_0000;

    /// <summary>Reads a file.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="image">The program, or null.</param>
    /// <returns>Null; or the end of a sentence that begins with the file's name and says which field is wrong: <c>has …</c>.</returns>
    public static string? TryRead(ReadOnlySpan<byte> file, out XbeImage? image)
    {
        image = null;
        return CheckArea(file) ?? ReadAll(file, out image);
    }

    private static string? ReadAll(ReadOnlySpan<byte> file, out XbeImage? image)
    {
        image = null;
        uint baseAddress = Field(file, XbeFields.BaseAddress);
        int headerBytes = (int)Field(file, XbeFields.HeaderBytes);
        XbeMemory headers = new(file, baseAddress, headerBytes, []);
        List<XbeSection> sections = [];
        List<int> imports = [];
        List<XbeLibraryVersion> libraries = [];
        string? problem = FindKeys(file, out XbeKeyKind kind)
            ?? XbeSectionReader.Read(file, headers, sections)
            ?? XbeExtrasReader.ReadLibraries(file, headers, libraries);
        XbeMemory memory = new(file, baseAddress, headerBytes, sections);
        problem ??= ReadImports(memory, Thunk(file, kind), imports);
        XbeTlsDirectory? tls = null;
        problem ??= XbeExtrasReader.ReadTls(file, memory, out tls);
        XbeCertificate? certificate = null;
        problem ??= XbeCertificateReader.Read(headers, Field(file, XbeFields.Certificate), out certificate);
        if (problem is not null)
        {
            return problem;
        }

        image = new XbeImage
        {
            BaseAddress = baseAddress,
            HeaderBytes = file[..headerBytes].ToArray(),
            ImageHeaderBytes = Field(file, XbeFields.ImageHeaderBytes),
            ImageBytes = Field(file, XbeFields.ImageBytes),
            TimeDate = Field(file, XbeFields.TimeDate),
            EntryPoint = Entry(file, kind),
            ThunkAddress = Thunk(file, kind),
            KeyKind = kind,
            InitFlags = (XbeInitFlags)Field(file, XbeFields.InitFlags),
            StackCommit = Field(file, XbeFields.StackCommit),
            HeapReserve = Field(file, XbeFields.HeapReserve),
            HeapCommit = Field(file, XbeFields.HeapCommit),
            NonKernelImportAddress = Field(file, XbeFields.NonKernelImports),
            Certificate = certificate!,
            Sections = sections,
            TlsDirectory = tls,
            LibraryVersions = libraries,
            KernelImports = imports,
            DebugPath = headers.Text(Field(file, XbeFields.DebugPath)),
            DebugName = headers.Text(Field(file, XbeFields.DebugName)),
            DebugUnicodeName = headers.WideText(Field(file, XbeFields.DebugUnicodeName)),
            Logo = XbeExtrasReader.ReadLogo(file, headers),
        };
        return null;
    }

    /// <summary>A field of the header.</summary>
    internal static uint Field(ReadOnlySpan<byte> file, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(file[offset..]);

    /// <summary>The end of a sentence about a field of the header.</summary>
    internal static string Bad(ReadOnlySpan<byte> file, string name, int offset, string why) =>
        $"has {name} 0x{Field(file, offset):X8} at 0x{offset:X3}, {why}";

    private static string? CheckArea(ReadOnlySpan<byte> file)
    {
        if (file.Length < XbeFields.SmallestHeader)
        {
            return $"has {file.Length} bytes, and the header alone takes {XbeFields.SmallestHeader}";
        }

        if (Field(file, 0) != XbeFields.Magic)
        {
            return $"begins with 0x{Field(file, 0):X8} and not with 'XBEH' (0x{XbeFields.Magic:X8})";
        }

        uint headerBytes = Field(file, XbeFields.HeaderBytes);
        if (headerBytes < XbeFields.SmallestHeader || headerBytes > (uint)file.Length)
        {
            return Bad(file, "size of headers", XbeFields.HeaderBytes, $"which is not between 0x{XbeFields.SmallestHeader:X} and the file's 0x{file.Length:X} bytes");
        }

        uint baseAddress = Field(file, XbeFields.BaseAddress);
        if (baseAddress % PageBytes != 0 || baseAddress == 0 || baseAddress >= UserEnd)
        {
            return Bad(file, "base address", XbeFields.BaseAddress, "which is no page border below 0x80000000");
        }

        uint imageBytes = Field(file, XbeFields.ImageBytes);
        return imageBytes >= headerBytes && (ulong)baseAddress + imageBytes <= UserEnd
            ? null
            : Bad(file, "size of image", XbeFields.ImageBytes, $"which is smaller than the 0x{headerBytes:X} bytes of headers or reaches beyond 0x80000000");
    }

    /// <summary>No file says which keys it uses: it is those with which both addresses lie within the image.</summary>
    private static string? FindKeys(ReadOnlySpan<byte> file, out XbeKeyKind kind)
    {
        bool hasEntry = false;
        foreach (XbeKeyKind candidate in XbeKeys.All)
        {
            kind = candidate;
            bool isEntry = IsWithin(file, Entry(file, candidate));
            if (isEntry && IsWithin(file, Thunk(file, candidate)))
            {
                return null;
            }

            hasEntry |= isEntry;
        }

        kind = default;
        const string Why = "which points into the image with none of the keys (retail, debug, Chihiro)";
        return hasEntry ? Bad(file, "kernel thunk address", XbeFields.Thunk, $"{Why} that fit the entry point") : Bad(file, "entry point", XbeFields.EntryPoint, Why);
    }

    private static uint Entry(ReadOnlySpan<byte> file, XbeKeyKind kind) => Field(file, XbeFields.EntryPoint) ^ XbeKeys.Entry(kind);

    private static uint Thunk(ReadOnlySpan<byte> file, XbeKeyKind kind) => Field(file, XbeFields.Thunk) ^ XbeKeys.Thunk(kind);

    private static bool IsWithin(ReadOnlySpan<byte> file, uint address)
    {
        uint baseAddress = Field(file, XbeFields.BaseAddress);
        return address >= baseAddress && address - baseAddress < Field(file, XbeFields.ImageBytes);
    }

    /// <summary>The thunk table: a number of a kernel function a word, with bit 31 set, and a zero at the end.</summary>
    private static string? ReadImports(XbeMemory memory, uint thunks, List<int> imports)
    {
        for (uint address = thunks; imports.Count < MaxImports; address += 4)
        {
            if (!memory.TryRead(address, out uint value))
            {
                return $"has a kernel thunk table at 0x{thunks:X8} whose word at 0x{address:X8} lies in no section";
            }

            if (value == 0)
            {
                return null;
            }

            if ((value & ImportMark) == 0 || (value & ~ImportMark) > MaxOrdinal)
            {
                return $"has kernel thunk 0x{value:X8} at 0x{address:X8}, which is no number of a kernel function (0x80000000 and more)";
            }

            imports.Add((int)(value & ~ImportMark));
        }

        return $"has a kernel thunk table at 0x{thunks:X8} of more than {MaxImports} words";
    }
}
