namespace Xemu.Abstractions;

/// <summary>What a verb gets.</summary>
public interface IVerbContext
{
    /// <summary>The arguments after the verb's name.</summary>
    IReadOnlyList<string> Arguments { get; }

    /// <summary>Standard output.</summary>
    TextWriter Output { get; }

    /// <summary>Standard error.</summary>
    TextWriter Error { get; }

    /// <summary>Cancelled by ctrl-C.</summary>
    CancellationToken Cancellation { get; }
}
