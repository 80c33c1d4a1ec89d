using System.Text;
using Xemu.Abstractions;

namespace Xemu.Block.Tests;

/// <summary>A verb's surroundings, with what it wrote.</summary>
internal sealed class VerbCall(params string[] arguments) : IVerbContext
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public IReadOnlyList<string> Arguments => arguments;

    public TextWriter Output => new StringWriter(_output);

    public TextWriter Error => new StringWriter(_error);

    public CancellationToken Cancellation { get; init; }

    public bool IsErrorTerminal { get; init; }

    public string Written => _output.ToString();

    public string Errors => _error.ToString();

    public IComponentFactory Factory => throw new NotSupportedException();

    public int Invoke(IReadOnlyList<string> arguments) => throw new NotSupportedException();
}
