using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>A migration cannot be started or has failed; the machine goes on as it was.</summary>
[Experimental("XEMU0006")]
public sealed class MigrationException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence with the thing, the values and the way out.</param>
    public MigrationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence with the thing, the values and the way out.</param>
    /// <param name="inner">The cause.</param>
    public MigrationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
