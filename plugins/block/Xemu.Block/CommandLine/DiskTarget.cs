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
    public void MakeFolder(IReadOnlyList<string> path, CopyItem item) => Create(path, item, FatxAttributes.Directory);

    /// <inheritdoc/>
    public void WriteFile(IReadOnlyList<string> path, CopyItem item, Action<int> written)
    {
        FatxStatus found = _volume.Find(Full(path), out FatxNode node);
        if (found == FatxStatus.Ok)
        {
            DiskText.Require(_volume.SetSize(node, 0, out node), Shown(path));
        }
        else
        {
            node = Create(path, item, FatxAttributes.Archive);
        }

        try
        {
            using CopyReader reader = item.Open();
            Copy(reader, ref node, item, written);
            var time = FatxTime.From(item.Modified);
            DiskText.Require(_volume.SetInformation(node, null, new FatxTimes(null, time, null), out _), Shown(path));
        }
        catch
        {
            _volume.Delete(node);
            throw;
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

    private FatxNode Create(IReadOnlyList<string> path, CopyItem item, FatxAttributes attributes)
    {
        string[] full = Full(path);
        DiskText.Require(_volume.Find(full.AsSpan(0, full.Length - 1), out FatxNode parent) is FatxStatus.NotFound ? FatxStatus.PathNotFound : FatxStatus.Ok, Shown(path));
        DiskText.Require(_volume.Create(parent, full[^1], attributes, FatxTime.From(item.Modified), out FatxNode node), Shown(path));
        return node;
    }

    private string[] Full(IReadOnlyList<string> path) => [.. root.Names, .. path];

    private string Shown(IReadOnlyList<string> path) => $"{root.Partition}:/{string.Join('/', Full(path))}";
}
