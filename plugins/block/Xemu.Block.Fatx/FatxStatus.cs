namespace Xemu.Block.Fatx;

/// <summary>How an operation on a volume ended. What a guest or a damaged volume can bring about is a status, never an exception.</summary>
internal enum FatxStatus
{
    /// <summary>Done.</summary>
    Ok,

    /// <summary>No entry of that name or place; no volume there; no further entry.</summary>
    NotFound,

    /// <summary>A folder on the way to the name is missing, or is a file.</summary>
    PathNotFound,

    /// <summary>The name is taken.</summary>
    Exists,

    /// <summary>Too few free clusters, a folder with as many entries as there may be, or a file past 4 GiB less one byte. Nothing was changed.</summary>
    NoSpace,

    /// <summary>The folder has entries.</summary>
    NotEmpty,

    /// <summary>The name is empty, too long or has a character that is not allowed; or the root was to be deleted, renamed or changed, or a folder moved into itself.</summary>
    InvalidName,

    /// <summary>A file was wanted.</summary>
    IsDirectory,

    /// <summary>A folder was wanted.</summary>
    NotDirectory,

    /// <summary>The volume contradicts itself at this place.</summary>
    Corrupt,

    /// <summary>The read starts at or past the end of the file.</summary>
    EndOfFile,

    /// <summary>The medium takes no writes.</summary>
    ReadOnly,

    /// <summary>The host could not read or write.</summary>
    IoError,
}
