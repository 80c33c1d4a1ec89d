namespace Xemu.Migration.Format;

/// <summary>A snapshot that cannot be read or written as asked: one sentence with the offset and the values.</summary>
public sealed class SnapshotFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence.</param>
    public SnapshotFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception for what another one says in its own words.</summary>
    /// <param name="message">One sentence.</param>
    /// <param name="inner">What was thrown.</param>
    public SnapshotFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
