using Xemu.Abstractions;

namespace Xemu.Block.Tests.Fatx;

/// <summary>A call of the verb <c>disk</c>, and what it printed.</summary>
internal sealed class VerbCall(params string[] arguments) : IVerbContext
{
    public IReadOnlyList<string> Arguments => arguments;

    public TextWriter Output { get; } = new StringWriter();

    public TextWriter Error { get; } = new StringWriter();

    public CancellationToken Cancellation { get; init; }

    public bool IsErrorTerminal { get; init; }

    public IComponentFactory Factory => throw new NotSupportedException();

    public int Invoke(IReadOnlyList<string> arguments) => throw new NotSupportedException();

    /// <summary>Runs the verb.</summary>
    public static (int Code, string Output, string Error) Run(params string[] arguments) => new VerbCall(arguments).Run();

    public (int Code, string Output, string Error) Run()
    {
        int code = DiskVerb.Definition.Run(this);
        return (code, Output.ToString()!, Error.ToString()!);
    }

    /// <summary>Runs the verb, which has to succeed.</summary>
    public static string Good(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.True(code == 0 && error.Length == 0, $"disk {string.Join(' ', arguments)} gave {code}: {error}");
        return output;
    }

    /// <summary>Runs the verb, which has to fail with one line.</summary>
    public static string Bad(params string[] arguments)
    {
        (int code, _, string error) = Run(arguments);
        Assert.Equal(1, code);
        Assert.True(error.Length > 20 && error.TrimEnd().AsSpan().Count('\n') == 0, error);
        return error;
    }
}
