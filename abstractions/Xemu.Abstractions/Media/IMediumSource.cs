namespace Xemu.Abstractions.Media;

/// <summary>A medium that can say where it came from, so that a drive's state can name it and have it opened again; asked for by type.</summary>
/// <remarks>A component type that implements it takes the options <c>file</c> and <c>read-only</c>.</remarks>
public interface IMediumSource
{
    /// <summary>The component type that opened it: <c>block.raw</c>.</summary>
    string SourceType { get; }

    /// <summary>The absolute path of the file behind it.</summary>
    string SourceFile { get; }
}
