namespace Xemu.Abstractions;

/// <summary>A component cannot be made or attached: an image that is broken, a device that is in use. The host shows the message with the place in the manifest and no stack trace.</summary>
public sealed class ComponentException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence with the thing, the values and the way out.</param>
    public ComponentException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence with the thing, the values and the way out.</param>
    /// <param name="inner">The cause.</param>
    public ComponentException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
