using Microsoft.Extensions.Logging;

namespace Xemu.Ide;

/// <summary>The messages of the drives.</summary>
internal static partial class IdeLog
{
    /// <summary>A replayed insertion could not be repeated.</summary>
    [LoggerMessage(1, LogLevel.Error, "The recorded insertion of a disc cannot be repeated, and the drive stays as it is: {Reason}")]
    public static partial void InsertNotRepeated(this ILogger log, string reason);
}
