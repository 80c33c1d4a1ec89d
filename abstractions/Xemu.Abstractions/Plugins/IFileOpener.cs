namespace Xemu.Abstractions;

/// <summary>Recognises a kind of file, so that <c>run FILE</c> works.</summary>
public interface IFileOpener
{
    /// <summary>The kind, for messages: <c>Xbox disc image</c>.</summary>
    string Name { get; }

    /// <summary>Looks at a file's name and first bytes.</summary>
    /// <param name="path">Absolute path of a file or folder.</param>
    /// <param name="start">Its first bytes, up to 128 KiB; empty for a folder.</param>
    /// <returns>Whether this opener takes it.</returns>
    bool Probe(string path, ReadOnlySpan<byte> start);

    /// <summary>Gives the manifest that runs the file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>TOML text; relative paths in it start at the folder of the manifests that ship, so <c>extends = "xbox.toml"</c> works.</returns>
    string CreateManifest(string path);
}
