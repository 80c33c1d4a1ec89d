using System.Buffers.Binary;
using System.Text;

namespace Xemu.Boot.Linux;

/// <summary>The setup header of a bzImage: what the kernel says of itself.</summary>
/// <remarks>
/// Source: Linux, Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header". Offsets are those of the file, and of boot_params as well.
/// <code>
/// 1F1 setup_sects   1F4 syssize       1FE boot_flag      200 jump            202 "HdrS"
/// 206 version       211 loadflags     214 code32_start   218 ramdisk_image   21C ramdisk_size
/// 228 cmd_line_ptr  22C initrd_addr_max                  230 kernel_alignment
/// 234 relocatable   235 min_alignment 236 xloadflags     238 cmdline_size    258 pref_address     260 init_size
/// </code>
/// </remarks>
internal sealed class SetupHeader
{
    /// <summary>Where the header starts, in the file and in boot_params.</summary>
    public const int Start = 0x1F1;

    /// <summary>boot_params has room for the header up to the EDD buffer at 0x290 (zero-page.rst).</summary>
    public const int RoomEnd = 0x290;

    /// <summary>Bytes of a file that are looked at; a shorter file is no bzImage.</summary>
    public const int MinimumFileBytes = 1024;

    private const int SectorBytes = 512;
    private const uint Signature = 0x5372_6448;
    private const byte LoadedHigh = 0x01;
    private const ushort Kernel64 = 0x0001;
    private const uint PageBytes = 4096;

    private SetupHeader(ReadOnlySpan<byte> file)
    {
        Version = Word(file, 0x206);
        int sectors = file[Start] == 0 ? 4 : file[Start];
        SetupBytes = (sectors + 1) * SectorBytes;
        SystemBytes = (Version >= 0x204 ? Dword(file, 0x1F4) : Word(file, 0x1F4)) * 16L;
        HeaderEnd = Math.Min(0x202 + file[0x201], RoomEnd);
        InitrdAddressMax = Version >= 0x203 ? Dword(file, 0x22C) : 0x37FF_FFFF;
        Alignment = Version >= 0x205 ? Dword(file, 0x230) : 0;
        IsRelocatable = Version >= 0x205 && file[0x234] != 0;
        MinimumAlignment = Version >= 0x20A && file[0x235] < 32 ? 1U << file[0x235] : Alignment;
        CommandLineMax = Version >= 0x206 ? Dword(file, 0x238) : 255;
        PreferredAddress = Version >= 0x20A ? BinaryPrimitives.ReadUInt64LittleEndian(file[0x258..]) : LinuxLayout.HighLoadAddress;
        InitBytes = Version >= 0x20A ? Dword(file, 0x260) : 0;
    }

    /// <summary>Protocol version, 0x0202 and up.</summary>
    public ushort Version { get; }

    /// <summary>Size of boot sector and setup code, after which the 32-bit kernel starts.</summary>
    public int SetupBytes { get; }

    /// <summary>Size of the 32-bit kernel.</summary>
    public long SystemBytes { get; }

    /// <summary>Where the header ends.</summary>
    public int HeaderEnd { get; }

    /// <summary>Highest address that a byte of the initrd may have.</summary>
    public uint InitrdAddressMax { get; }

    /// <summary>Alignment of the load address that a relocatable kernel wants.</summary>
    public uint Alignment { get; }

    /// <summary>The least alignment with which it still starts.</summary>
    public uint MinimumAlignment { get; }

    /// <summary>Whether the 32-bit kernel may lie elsewhere than at 1 MiB.</summary>
    public bool IsRelocatable { get; }

    /// <summary>Longest command line, without the NUL.</summary>
    public uint CommandLineMax { get; }

    /// <summary>Where it likes to run.</summary>
    public ulong PreferredAddress { get; }

    /// <summary>Memory that it needs from where it runs, until it has read its memory map.</summary>
    public uint InitBytes { get; }

    /// <summary>Reads a header.</summary>
    /// <param name="file">The kernel file.</param>
    /// <param name="header">The header, if there is a usable one.</param>
    /// <returns>What is wrong with the file, as the end of a sentence; null if nothing is.</returns>
    public static string? TryRead(ReadOnlySpan<byte> file, out SetupHeader? header)
    {
        header = null;
        if (file.Length < MinimumFileBytes)
        {
            return $"has {file.Length} bytes, too few for a kernel";
        }

        if (Dword(file, 0x202) != Signature || Word(file, 0x1FE) != 0xAA55)
        {
            return $"is no x86 bzImage: {Describe(file)}";
        }

        var read = new SetupHeader(file);
        if (read.Version < 0x202)
        {
            return $"speaks boot protocol {read.Version >> 8}.{read.Version & 0xFF:D2}, older than 2.02 (Linux 2.4)";
        }

        if ((file[0x211] & LoadedHigh) == 0)
        {
            return "is a zImage, which loads below 1 MiB, and no bzImage";
        }

        if (read.Version >= 0x20C && (Word(file, 0x236) & Kernel64) != 0)
        {
            return "is a 64-bit kernel, and a Pentium III has 32 bits";
        }

        if (read.FindDamage(file.Length) is { } damage)
        {
            return damage;
        }

        header = read;
        return null;
    }

    private string? FindDamage(int fileBytes)
    {
        if (SystemBytes == 0 || SystemBytes > fileBytes - SetupBytes)
        {
            return $"is cut short or damaged: its header promises {SystemBytes} bytes after the first {SetupBytes}, and {Math.Max(fileBytes - SetupBytes, 0)} are there";
        }

        if (HeaderEnd < HeaderNeeds())
        {
            return $"has a damaged header: it ends at 0x{HeaderEnd:X}, and protocol {Version >> 8}.{Version & 0xFF:D2} needs it to 0x{HeaderNeeds():X}";
        }

        if (IsRelocatable && (!uint.IsPow2(Alignment) || !uint.IsPow2(MinimumAlignment) || MinimumAlignment < PageBytes || Alignment < MinimumAlignment))
        {
            return $"has a damaged header: its alignment 0x{Alignment:X} (at least 0x{MinimumAlignment:X}) is none";
        }

        return null;
    }

    private int HeaderNeeds() => Version switch
    {
        >= 0x20A => 0x264,
        >= 0x206 => 0x23C,
        >= 0x205 => 0x235,
        >= 0x203 => 0x230,
        _ => 0x22C,
    };

    /// <summary>What the file is instead, by its first bytes.</summary>
    private static string Describe(ReadOnlySpan<byte> file) => file switch
    {
        [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] => "it is an ELF file, perhaps vmlinux; the bzImage is arch/x86/boot/bzImage",
        [0x1F, 0x8B, ..] => "it is packed by gzip",
        [0xFD, (byte)'7', (byte)'z', ..] => "it is packed by xz",
        _ when Encoding.ASCII.GetString(file[..8]) is "!<arch>\n" => "it is a .deb or ar archive; unpack boot/vmlinuz from it",
        _ => "no 'HdrS' at 0x202",
    };

    private static ushort Word(ReadOnlySpan<byte> file, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(file[offset..]);

    private static uint Dword(ReadOnlySpan<byte> file, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(file[offset..]);
}
