using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Block.Xdvdfs;

namespace Xemu.Kernel.Hle;

/// <summary>Finds the program that a path means: the file itself, or the default.xbe of a folder or disc.</summary>
internal static class ProgramFile
{
    private const string DefaultName = "default.xbe";

    /// <summary>No console has the memory for more.</summary>
    private const long MaxBytes = 256 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="factory">Opens discs, by the component types that a machine's drive would hold.</param>
    /// <returns>Its name for messages, and all of it.</returns>
    /// <exception cref="ComponentException">There is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (string Name, byte[] Bytes) Read(string path, IComponentFactory factory)
    {
        if (Directory.Exists(path))
        {
            string? program = Directory.EnumerateFiles(path).FirstOrDefault(static f => string.Equals(Path.GetFileName(f), DefaultName, StringComparison.OrdinalIgnoreCase));
            return program is null ? throw new ComponentException($"Folder '{path}' has no {DefaultName}; name a program.") : (program, ReadFile(program));
        }

        return DiscKinds.TypeOf(path) is { } type ? ReadFromDisc(path, type, factory) : (path, ReadFile(path));
    }

    private static byte[] ReadFile(string path)
    {
        FileInfo file = new(path);
        return !file.Exists ? throw new ComponentException($"Program '{path}' does not exist; check the path.")
            : file.Length is 0 or > MaxBytes ? throw new ComponentException($"Program '{path}' has {file.Length} bytes, and a program has 1 to {MaxBytes}.")
            : File.ReadAllBytes(path);
    }

    private static (string Name, byte[] Bytes) ReadFromDisc(string path, string type, IComponentFactory factory)
    {
        using IComponent disc = factory.Create("disc", type, new Dictionary<string, string> { ["file"] = path, ["read-only"] = "true" });
        if (disc is not IBlockDevice device)
        {
            throw new ComponentException($"Component type '{type}', which opens '{path}', is no disc.");
        }

        if (XdvdfsVolume.TryMount(device, out XdvdfsVolume? volume) is { } problem)
        {
            throw new ComponentException($"Disc '{path}' {problem}.");
        }

        XdvdfsStatus status = volume!.Find([DefaultName], out XdvdfsNode node);
        if (status != XdvdfsStatus.Done || node.IsDirectory || node.SizeBytes is 0 or > (uint)MaxBytes)
        {
            throw new ComponentException($"Disc '{path}' has no {DefaultName} of a program's size.");
        }

        // A disc may claim more than it has.
        byte[] bytes = new byte[Math.Min(node.SizeBytes, volume.SizeBytes)];
        status = volume.Read(node, 0, bytes, out int count);
        return status == XdvdfsStatus.Done
            ? ($"{path}/{DefaultName}", bytes[..count])
            : throw new ComponentException($"Disc '{path}' has a {DefaultName} that {(status == XdvdfsStatus.ReadError ? "cannot be read" : "reaches beyond its end")}.");
    }
}
