namespace Xemu.Kernel.Xbe;

/// <summary>The certificate: what the program is and what it may do. Source: xboxdevwiki "Xbe", certificate.</summary>
internal sealed record XbeCertificate
{
    /// <summary>Where it lies, in the header area.</summary>
    public required uint Address { get; init; }

    /// <summary>Its size, as it says itself.</summary>
    public required uint SizeBytes { get; init; }

    /// <summary>When it was made, in seconds since 1970.</summary>
    public required uint TimeDate { get; init; }

    /// <summary>The title's number.</summary>
    public required uint TitleId { get; init; }

    /// <summary>The title's name, up to 40 characters.</summary>
    public required string TitleName { get; init; }

    /// <summary>16 further title numbers, 0 where there is none.</summary>
    public required uint[] AlternateTitleIds { get; init; }

    /// <summary>A bit a kind of medium that the title may start from.</summary>
    public required uint AllowedMedia { get; init; }

    /// <summary>A bit a region of the world.</summary>
    public required uint Region { get; init; }

    /// <summary>Ratings.</summary>
    public required uint Ratings { get; init; }

    /// <summary>The disc's number, from 0.</summary>
    public required uint DiskNumber { get; init; }

    /// <summary>The title's version.</summary>
    public required uint Version { get; init; }

    /// <summary>The key for system link, 16 bytes.</summary>
    public required byte[] LanKey { get; init; }

    /// <summary>The key for signing saved games, 16 bytes.</summary>
    public required byte[] SignatureKey { get; init; }

    /// <summary>16 further ones, of 16 bytes each.</summary>
    public required byte[] AlternateSignatureKeys { get; init; }
}
