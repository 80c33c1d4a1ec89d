namespace Xemu.Abstractions.State;

/// <summary>State that cannot be loaded or saved: says which field, which value, and what would be right.</summary>
public sealed class StateException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One sentence with the thing, the values and the way out.</param>
    public StateException(string message)
        : base(message)
    {
    }
}
