namespace Xemu.Abstractions.Memory;

/// <summary>What a lease or a claim is about.</summary>
[Flags]
public enum RamAccess
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>The content is read.</summary>
    Read = 1,

    /// <summary>The content is changed.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    ReadWrite = Read | Write,
}
