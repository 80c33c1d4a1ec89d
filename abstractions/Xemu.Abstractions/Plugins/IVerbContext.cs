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

    /// <summary>Whether somebody looks at standard error: progress is drawn only then.</summary>
    bool IsErrorTerminal { get; }

    /// <summary>Makes components of the loaded plugins, with no machine around them: an image that a verb looks into is opened by the component type that a machine would use.</summary>
    /// <remarks>What a component is given as its machine has no guest and never runs. The caller owns what is made; the host disposes what is left when the verb ends.</remarks>
    IComponentFactory Factory { get; }

    /// <summary>Does what the command line with these arguments would do, in this process.</summary>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <returns>The exit code.</returns>
    int Invoke(IReadOnlyList<string> arguments);
}
