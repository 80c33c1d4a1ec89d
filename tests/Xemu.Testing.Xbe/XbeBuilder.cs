using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Xemu.Testing.Xbe;

/// <summary>Packs a guest program as an XBE. Written from xboxdevwiki "Xbe", without the reader's code, so that one checks the other.</summary>
/// <remarks>
/// The header area takes the page at 0x10000. The page at 0x11000 is a section of the builder's own (<c>.thunks</c>), with the thunk table and the TLS directory;
/// so <see cref="Import"/> can tell the address that a program calls through before anything is laid out. The program's sections follow from <see cref="FirstSection"/>.
/// </remarks>
public sealed class XbeBuilder
{
    /// <summary>Where the image lies.</summary>
    public const uint BaseAddress = 0x1_0000;

    /// <summary>The thunk table.</summary>
    public const uint ThunkTable = 0x1_1000;

    /// <summary>The first address for sections.</summary>
    public const uint FirstSection = 0x1_2000;

    /// <summary>Where the thunk table lies in the file: its section is the first one.</summary>
    internal const int ThunksOffset = PageBytes;

    /// <summary>Where the TLS directory lies behind the thunk table.</summary>
    internal const int TlsOffset = 0xF00;

    private const int PageBytes = 0x1000;
    private const int MaxImports = 900;

    private readonly List<XbeBuilderSection> _sections = [];
    private readonly List<int> _imports = [];
    private readonly List<(string Name, ushort Major, ushort Minor, ushort Build, ushort Flags)> _libraries = [];
    private byte[]? _tls;

    /// <summary>Where the program starts; the start of the first section when it is 0.</summary>
    public uint EntryPoint { get; set; }

    /// <summary>With which keys the entry point and the thunk address are encoded.</summary>
    public XbeBuilderKeys Keys { get; set; } = XbeBuilderKeys.Retail;

    /// <summary>Initialization flags.</summary>
    public uint InitFlags { get; set; }

    /// <summary>Stack of the first thread.</summary>
    public uint StackCommit { get; set; } = 0x1_0000;

    /// <summary>Size of the default heap.</summary>
    public uint HeapReserve { get; set; } = 0x10_0000;

    /// <summary>How much of it is there from the start.</summary>
    public uint HeapCommit { get; set; } = 0x1000;

    /// <summary>Seconds since 1970, in header and certificate.</summary>
    public uint TimeDate { get; set; } = 0x3C00_0000;

    /// <summary>The title's number.</summary>
    public uint TitleId { get; set; } = 0x5458_0001;

    /// <summary>The title's name, up to 40 characters.</summary>
    public string TitleName { get; set; } = "Test";

    /// <summary>Allowed media; all.</summary>
    public uint AllowedMedia { get; set; } = 0x4000_01FF;

    /// <summary>Regions; all.</summary>
    public uint Region { get; set; } = 0x8000_0007;

    /// <summary>The title's version.</summary>
    public uint Version { get; set; } = 1;

    /// <summary>The disc's number.</summary>
    public uint DiskNumber { get; set; }

    /// <summary>Key for system link, 16 bytes.</summary>
    public byte[] LanKey { get; set; } = new byte[16];

    /// <summary>Key for saved games, 16 bytes.</summary>
    public byte[] SignatureKey { get; set; } = new byte[16];

    /// <summary>Path of the program it was made from.</summary>
    public string DebugPath { get; set; } = "D:\\tests\\test.exe";

    /// <summary>The logo's runs, or empty.</summary>
    public byte[] Logo { get; set; } = [];

    /// <summary>Adds a section. Sections may not overlap, and each begins on a page border.</summary>
    /// <param name="name">The name.</param>
    /// <param name="address">First address, on a page border from <see cref="FirstSection"/> on.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="flags">Writable 1, preload 2, executable 4, inserted file 8.</param>
    /// <param name="virtualBytes">Size in memory; the content's when 0.</param>
    public XbeBuilder AddSection(string name, uint address, byte[] bytes, uint flags, uint virtualBytes = 0)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(address, FirstSection);
        ArgumentOutOfRangeException.ThrowIfNotEqual(address % PageBytes, 0u);
        _sections.Add(new XbeBuilderSection(name, address, bytes, flags, Math.Max(virtualBytes, (uint)bytes.Length)));
        return this;
    }

    /// <summary>Imports a kernel function or variable.</summary>
    /// <param name="ordinal">Its number.</param>
    /// <returns>The address of the word that the loader fills: <c>call [address]</c>. The same for the same number.</returns>
    public uint Import(int ordinal)
    {
        int index = _imports.IndexOf(ordinal);
        if (index < 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(_imports.Count, MaxImports);
            index = _imports.Count;
            _imports.Add(ordinal);
        }

        return ThunkTable + ((uint)index * 4);
    }

    /// <summary>Gives the program thread-local storage.</summary>
    public XbeBuilder SetTls(uint dataStart, uint dataEnd, uint indexAddress, uint zeroFill, uint callbacks = 0)
    {
        _tls = [.. Words(dataStart, dataEnd, indexAddress, callbacks, zeroFill, 0)];
        return this;
    }

    /// <summary>Adds a library version.</summary>
    public XbeBuilder AddLibrary(string name, ushort major, ushort minor, ushort build, ushort flags)
    {
        _libraries.Add((name, major, minor, build, flags));
        return this;
    }

    /// <summary>Packs it.</summary>
    /// <exception cref="InvalidOperationException">The header area does not hold it all.</exception>
    public byte[] Build()
    {
        List<XbeBuilderSection> sections = [new(".thunks", ThunkTable, Thunks(), 3, PageBytes), .. _sections];
        var headers = new XbeHeaderArea(BaseAddress, PageBytes);
        headers.Reserve(0x178);
        uint certificate = headers.Append(Certificate());
        uint table = headers.Append(new byte[sections.Count * 0x38]);
        WriteSections(headers, table, sections);
        WriteHeader(headers, certificate, table, sections);
        return [.. headers.Bytes, .. sections.SelectMany(static s => s.PaddedBytes)];
    }

    private void WriteHeader(XbeHeaderArea headers, uint certificate, uint table, List<XbeBuilderSection> sections)
    {
        uint path = headers.AppendText(DebugPath);
        uint libraries = headers.Append([.. _libraries.SelectMany(static l => Library(l.Name, l.Major, l.Minor, l.Build, l.Flags))]);
        uint entry = EntryPoint == 0 && _sections.Count > 0 ? _sections[0].Address : EntryPoint;
        headers.Put(0x000, "XBEH"u8);
        headers.Put(0x104, Words(BaseAddress, PageBytes, sections.Max(static s => s.End) - BaseAddress, 0x178, TimeDate, certificate, (uint)sections.Count, table));
        headers.Put(0x124, Words(InitFlags, entry ^ EntryKey(Keys), _tls is null ? 0 : ThunkTable + TlsOffset, StackCommit, HeapReserve, HeapCommit));
        headers.Put(0x14C, Words(path, path + (uint)DebugPath.LastIndexOf('\\') + 1, headers.Append(Wide(DebugPath[(DebugPath.LastIndexOf('\\') + 1)..])), ThunkTable ^ ThunkKey(Keys), 0));
        headers.Put(0x160, Words((uint)_libraries.Count, libraries, LibraryAddress(libraries, "XBOXKRNL"), LibraryAddress(libraries, "XAPILIB"), headers.Append(Logo), (uint)Logo.Length));
    }

    private static void WriteSections(XbeHeaderArea headers, uint table, List<XbeBuilderSection> sections)
    {
        uint raw = PageBytes;
        for (int i = 0; i < sections.Count; i++)
        {
            XbeBuilderSection section = sections[i];
            uint counts = headers.Append(new byte[4]);
            byte[] digest = Digest(section.Bytes);
            headers.Put((int)(table - BaseAddress) + (i * 0x38), [
                .. Words(section.Flags, section.Address, section.VirtualBytes, raw, (uint)section.Bytes.Length, headers.AppendText(section.Name), 0, counts, counts + 2),
                .. digest]);
            raw += (uint)section.PaddedBytes.Length;
        }
    }

    private byte[] Thunks()
    {
        byte[] page = new byte[PageBytes];
        Words([.. _imports.Select(static i => 0x8000_0000 | (uint)i)]).CopyTo(page, 0);
        _tls?.CopyTo(page, TlsOffset);
        return page;
    }

    private byte[] Certificate()
    {
        byte[] bytes = new byte[0x1D0];
        Words(0x1D0, TimeDate, TitleId).CopyTo(bytes, 0);
        Encoding.Unicode.GetBytes(TitleName).AsSpan().CopyTo(bytes.AsSpan(0x0C, 0x50));
        Words(AllowedMedia, Region, 0xFFFF_FFFF, DiskNumber, Version).CopyTo(bytes, 0x9C);
        LanKey.CopyTo(bytes, 0xB0);
        SignatureKey.CopyTo(bytes, 0xC0);
        return bytes;
    }

    private uint LibraryAddress(uint libraries, string name)
    {
        int index = _libraries.FindIndex(l => l.Name == name);
        return index < 0 ? 0 : libraries + ((uint)index * 0x10);
    }

    private static byte[] Library(string name, ushort major, ushort minor, ushort build, ushort flags) =>
        [.. Encoding.ASCII.GetBytes(name.PadRight(8, '\0')[..8]), .. Words((uint)(major | (minor << 16)), (uint)(build | (flags << 16)))];

    /// <summary>SHA-1 over the length and the content. Source: xboxdevwiki "Xbe", section digest.</summary>
    private static byte[] Digest(byte[] content)
    {
#pragma warning disable CA5350 // The format wants SHA-1.
        return SHA1.HashData([.. Words((uint)content.Length), .. content]);
#pragma warning restore CA5350
    }

    private static byte[] Wide(string text) => Encoding.Unicode.GetBytes(text + '\0');

    private static byte[] Words(params uint[] words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return bytes;
    }

    /// <summary>What the entry point is encoded with.</summary>
    internal static uint EntryKey(XbeBuilderKeys keys) => keys switch { XbeBuilderKeys.Retail => 0xA8FC57AB, XbeBuilderKeys.Debug => 0x94859D4B, _ => 0x40B5C16E };

    /// <summary>What the thunk table's address is encoded with.</summary>
    internal static uint ThunkKey(XbeBuilderKeys keys) => keys switch { XbeBuilderKeys.Retail => 0x5B6D40B6, XbeBuilderKeys.Debug => 0xEFB1F152, _ => 0x2290059D };
}
