namespace Xemu.Abstractions;

/// <summary>A stream of trace lines, off unless asked for: test <see cref="IsEnabled"/> before building a line.</summary>
public interface ITraceSource
{
    /// <summary>Whether anybody listens.</summary>
    bool IsEnabled { get; }

    /// <summary>Writes a line, stamped with guest time by the host.</summary>
    /// <param name="line">The text, without a line end.</param>
    void Write(string line);
}
