namespace Xemu.Abstractions.Memory;

/// <summary>Two regions claim one range, or a region does not fit its space. The message prints both ranges.</summary>
public sealed class MappingException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence with both ranges and the way out.</param>
    public MappingException(string message)
        : base(message)
    {
    }
}
