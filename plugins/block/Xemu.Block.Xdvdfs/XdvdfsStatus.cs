namespace Xemu.Block.Xdvdfs;

/// <summary>How a request to a volume ended.</summary>
internal enum XdvdfsStatus
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>No such name in a directory that was read whole.</summary>
    NotFound,

    /// <summary>Something on the way is a file.</summary>
    NotADirectory,

    /// <summary>A directory has no content to read.</summary>
    IsADirectory,

    /// <summary>The directory has no more entries.</summary>
    NoMoreEntries,

    /// <summary>The request begins at the file's end or after it.</summary>
    EndOfFile,

    /// <summary>The disc contradicts itself: links in a circle or out of the directory, or content beyond the disc's end.</summary>
    Damaged,

    /// <summary>The medium could not be read.</summary>
    ReadError,
}
