namespace Xemu.Host;

/// <summary>Judges exceptions that foreign code throws.</summary>
internal static class ExceptionExtensions
{
    /// <summary>Whether the process had better end than go on.</summary>
    public static bool IsFatal(this Exception e) => e is OutOfMemoryException or StackOverflowException or AccessViolationException;
}
