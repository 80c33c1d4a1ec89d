using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Sample.Frontend.Ascii;

/// <summary>The manifest keys of <c>sample.frontend-ascii</c>.</summary>
public sealed record AsciiOptions
{
    [Option("Where the picture is from.")]
    public IDisplaySource? Source { get; init; }

    [Option("The text file; the last frame stands in it.", Required = true)]
    public FilePath File { get; init; }

    [Option("Letters in a line.", Min = 8, Max = 400)]
    public int Columns { get; init; } = 80;
}
