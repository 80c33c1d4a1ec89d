using System.Globalization;
using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>A file or folder on a disk that copies go to.</summary>
internal sealed class DiskTarget(DiskFile disk, DiskPath root) : ICopyTarget
{
    private const int PieceBytes = 1 << 20;
    private readonly FatxVolume _volume = disk.Mount(root);

    /// <inheritdoc/>
    public CopyKind KindOf(IReadOnlyList<string> path)
    {
        FatxStatus status = _volume.Find(Full(path), out FatxNode node);
        if (status is FatxStatus.NotFound or FatxStatus.PathNotFound)
        {
            return CopyKind.None;
        }

        DiskText.Require(status, Shown(path));
        return node.IsDirectory ? CopyKind.Folder : CopyKind.File;
    }

    /// <inheritdoc/>
    public void Check(IReadOnlyList<string> path, CopyItem item)
    {
        string[] full = Full(path);
        if (full.Length > 0 && !FatxName.IsValid(full[^1]) && KindOf(path) == CopyKind.None)
        {
            DiskText.Require(FatxStatus.InvalidName, full[^1]);
        }

        if (item.Size > FatxGeometry.MaxFileBytes)
        {
            throw new ComponentException(string.Create(CultureInfo.InvariantCulture, $"'{item.Shown}' has {item.Size} bytes, and no file on the disk can have more than {FatxGeometry.MaxFileBytes}; split it."));
        }
    }

    /// <inheritdoc/>
    public void MakeFolder(IReadOnlyList<string> path, CopyItem item) => Create(Full(path), item, FatxAttributes.Directory);

    /// <inheritdoc/>
    /// <remarks>A file that is there stays until the new one is complete, which has another name so far.</remarks>
    public void WriteFile(IReadOnlyList<string> path, CopyItem item, Action<int> written)
    {
        using CopyReader reader = item.Open();
        string[] full = Full(path);
        bool replaces = _volume.Find(full, out FatxNode old) == FatxStatus.Ok;
        FatxNode node = Create(replaces ? FreePlace(full[..^1]) : full, item, FatxAttributes.Archive);
        try
        {
            Copy(reader, ref node, item, written);
            var time = FatxTime.From(item.Modified);
            FatxTimes times = new(replaces ? old.Created : null, time, null);
            DiskText.Require(_volume.SetInformation(node, replaces ? old.Attributes : null, times, out node), Shown(path));
            DiskText.Require(replaces ? _volume.Delete(old) : FatxStatus.Ok, Shown(path));
        }
        catch
        {
            _volume.Delete(node);
            throw;
        }

        if (replaces)
        {
            DiskText.Require(_volume.Find(full.AsSpan(..^1), out FatxNode parent), Shown(path));
            DiskText.Require(_volume.Rename(node, parent, old.Name, out _), Shown(path));
        }
    }

    /// <summary>A name in a folder that nothing has.</summary>
    private string[] FreePlace(string[] folder)
    {
        for (int number = 0; ; number++)
        {
            string[] full = [.. folder, string.Create(CultureInfo.InvariantCulture, $"copy-{number}.tmp")];
            FatxStatus status = _volume.Find(full, out _);
            if (status == FatxStatus.NotFound)
            {
                return full;
            }

            DiskText.Require(status, Shown(full));
        }
    }

    private void Copy(CopyReader reader, ref FatxNode node, CopyItem item, Action<int> written)
    {
        byte[] piece = new byte[(int)Math.Min(PieceBytes, Math.Max(item.Size, 1))];
        for (ulong offset = 0; offset < item.Size;)
        {
            int count = reader.Read(offset, piece.AsSpan(0, (int)Math.Min((ulong)piece.Length, item.Size - offset)));
            if (count == 0)
            {
                throw new ComponentException($"'{item.Shown}' became shorter while it was copied; copy it again.");
            }

            DiskText.Require(_volume.Write(node, offset, piece.AsSpan(0, count), out node), item.Shown);
            offset += (ulong)count;
            written(count);
        }
    }

    private FatxNode Create(string[] full, CopyItem item, FatxAttributes attributes)
    {
        DiskText.Require(_volume.Find(full.AsSpan(0, full.Length - 1), out FatxNode parent) is FatxStatus.NotFound ? FatxStatus.PathNotFound : FatxStatus.Ok, Shown(full));
        DiskText.Require(_volume.Create(parent, full[^1], attributes, FatxTime.From(item.Modified), out FatxNode node), Shown(full));
        return node;
    }

    private string[] Full(IReadOnlyList<string> path) => [.. root.Names, .. path];

    private string Shown(IReadOnlyList<string> path) => Shown(Full(path));

    private string Shown(string[] full) => $"{root.Partition}:/{string.Join('/', full)}";
}
