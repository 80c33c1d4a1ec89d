namespace Xemu.Kernel.Xbe;

/// <summary>Where the fields of an image header lie, from its start. Source: xboxdevwiki "Xbe", image header.</summary>
internal static class XbeFields
{
    /// <summary>"XBEH" as a number.</summary>
    public const uint Magic = 0x4845_4258;

    /// <summary>The smallest header that has all of these fields.</summary>
    public const int SmallestHeader = 0x178;

    /// <summary>Base address.</summary>
    public const int BaseAddress = 0x104;

    /// <summary>Size of the header area.</summary>
    public const int HeaderBytes = 0x108;

    /// <summary>Size of the image.</summary>
    public const int ImageBytes = 0x10C;

    /// <summary>Size of the header.</summary>
    public const int ImageHeaderBytes = 0x110;

    /// <summary>Time.</summary>
    public const int TimeDate = 0x114;

    /// <summary>Address of the certificate.</summary>
    public const int Certificate = 0x118;

    /// <summary>Number of sections.</summary>
    public const int SectionCount = 0x11C;

    /// <summary>Address of the section headers.</summary>
    public const int Sections = 0x120;

    /// <summary>Initialization flags.</summary>
    public const int InitFlags = 0x124;

    /// <summary>Encoded entry point.</summary>
    public const int EntryPoint = 0x128;

    /// <summary>Address of the TLS directory.</summary>
    public const int Tls = 0x12C;

    /// <summary>Stack commit.</summary>
    public const int StackCommit = 0x130;

    /// <summary>Heap reserve.</summary>
    public const int HeapReserve = 0x134;

    /// <summary>Heap commit.</summary>
    public const int HeapCommit = 0x138;

    /// <summary>Address of the path of the original program.</summary>
    public const int DebugPath = 0x14C;

    /// <summary>Address of its name.</summary>
    public const int DebugName = 0x150;

    /// <summary>Address of its name as Unicode.</summary>
    public const int DebugUnicodeName = 0x154;

    /// <summary>Encoded address of the thunk table.</summary>
    public const int Thunk = 0x158;

    /// <summary>Address of the other imports.</summary>
    public const int NonKernelImports = 0x15C;

    /// <summary>Number of library versions.</summary>
    public const int LibraryCount = 0x160;

    /// <summary>Address of the library versions.</summary>
    public const int Libraries = 0x164;

    /// <summary>Address of the logo.</summary>
    public const int Logo = 0x170;

    /// <summary>Size of the logo.</summary>
    public const int LogoBytes = 0x174;
}
