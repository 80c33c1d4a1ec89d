namespace Xemu.Host;

/// <summary>Where something was written.</summary>
/// <param name="File">The file as shown to the user, or what stands for it (<c>--set machine.ram=1GiB</c>).</param>
/// <param name="Line">From 1; 0 where there are no lines.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct SourcePlace(string File, int Line, int Column)
{
    /// <summary>The whole file.</summary>
    public static SourcePlace Of(string file) => new(file, 0, 0);

    /// <summary><c>file:line:column</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
