namespace Xemu.Cpu.X86;

/// <summary>How translated code reaches guest memory.</summary>
public enum TranslatorMemory
{
    /// <summary>By windows where the host gives them, else by tables.</summary>
    Auto,

    /// <summary>By windows: guest memory mapped where its linear addresses say, reached through GS.</summary>
    Window,

    /// <summary>By tables: the host's address is looked up at each access.</summary>
    Table,
}
