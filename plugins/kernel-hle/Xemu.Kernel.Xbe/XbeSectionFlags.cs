namespace Xemu.Kernel.Xbe;

/// <summary>What a section is. Source: xboxdevwiki "Xbe", section headers.</summary>
[Flags]
internal enum XbeSectionFlags : uint
{
    /// <summary>Nothing of these.</summary>
    None = 0,

    /// <summary>The program may write it.</summary>
    Writable = 0x01,

    /// <summary>Loaded before the program starts; others are loaded when the program asks.</summary>
    Preload = 0x02,

    /// <summary>Holds code.</summary>
    Executable = 0x04,

    /// <summary>A file that was put in as it is.</summary>
    InsertedFile = 0x08,

    /// <summary>The first page, shared with the section before, is read-only.</summary>
    HeadPageReadOnly = 0x10,

    /// <summary>The last page, shared with the section after, is read-only.</summary>
    TailPageReadOnly = 0x20,
}
