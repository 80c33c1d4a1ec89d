namespace Xemu.Chardev.Streams;

/// <summary>The descriptors that serve as standard input and output.</summary>
/// <param name="Input">Read.</param>
/// <param name="Output">Written.</param>
internal readonly record struct Descriptors(int Input, int Output)
{
    /// <summary>The process's own.</summary>
    public static Descriptors Standard => new(0, 1);
}
