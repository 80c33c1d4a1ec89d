namespace Xemu.Abstractions.Memory;

/// <summary>The content of guest RAM cannot be had any more: the file behind a lazily restored machine failed. The run loop ends the machine with this message.</summary>
public sealed class RamLostException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence with the block, the page, the cause and the way out.</param>
    /// <param name="inner">The cause.</param>
    public RamLostException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
