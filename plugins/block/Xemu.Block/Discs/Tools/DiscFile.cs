using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block;

/// <summary>A disc that the tools read, in any form, with its file system.</summary>
internal sealed class DiscFile : IDisposable
{
    private readonly IBlockDevice _device;

    private DiscFile(IBlockDevice device, XdvdfsVolume volume) => (_device, Volume) = (device, volume);

    /// <summary>The file system.</summary>
    public XdvdfsVolume Volume { get; }

    /// <summary>Opens a disc.</summary>
    /// <exception cref="ComponentException">It is none, missing or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DiscFile Open(string path)
    {
        IBlockDevice device = OpenDevice(path);
        string? problem = XdvdfsVolume.TryMount(device, out XdvdfsVolume? volume);
        if (problem is null)
        {
            return new DiscFile(device, volume!);
        }

        (device as IDisposable)?.Dispose();
        throw new ComponentException($"Disc '{path}' {problem}.");
    }

    /// <inheritdoc/>
    public void Dispose() => (_device as IDisposable)?.Dispose();

    private static IBlockDevice OpenDevice(string path) => DiscKinds.TypeOf(path) switch
    {
        "block.folder" => FolderImage.Open(path),
        "block.cso" => CsoImage.Open(path),
        "block.cci" => CciImage.Open(path),
        "block.chd" => ChdImage.Open(path),
        "block.qcow2" => Qcow2Image.Open(path, writable: false),
        _ when new FileInfo(path) is { Exists: true, Length: 0 } => throw new ComponentException($"Disc '{path}' is empty or no ordinary file; name a file that holds a disc."),
        _ when !File.Exists(path) => throw new ComponentException($"Disc '{path}' does not exist; check the path."),
        _ => RawImage.Open(path, writable: false, isBacking: true),
    };
}
