using Xemu.Abstractions;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block;

/// <summary><c>iso pack FOLDER FILE</c>: writes a disc image with what a folder holds.</summary>
internal static class IsoPacker
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Packs. The file appears when it is whole.</summary>
    /// <returns>The image's size.</returns>
    /// <exception cref="ComponentException">The folder cannot be packed.</exception>
    /// <exception cref="IOException">The host could not read or write.</exception>
    public static ulong Pack(IVerbContext context, string folder, string file, bool isForced)
    {
        XdvdfsLayout layout = Lay(folder, file, isForced);
        string part = file + ".part";
        try
        {
            using (var progress = new PercentLine(context, "packing", layout.SizeBytes))
            using (FileStream target = new(part, FileMode.Create, FileAccess.Write))
            {
                foreach (LayoutExtent extent in layout.Extents)
                {
                    target.Position = (long)extent.Start;
                    Copy(context, extent, target, progress);
                }

                target.SetLength((long)layout.SizeBytes);
                target.Flush(flushToDisk: true);
            }

            File.Move(part, file, isForced);
            return layout.SizeBytes;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static XdvdfsLayout Lay(string folder, string file, bool isForced)
    {
        if (Directory.Exists(file) || (File.Exists(file) && !isForced))
        {
            throw new ComponentException($"'{file}' exists already; choose another name, or replace a file with --force.");
        }

        try
        {
            var layout = XdvdfsLayout.Create(folder, LayoutLimits.Standard);
            string? target = HostPaths.Resolve(file);
            return target is null || !HostPaths.IsWithin(layout.Folder, target)
                ? layout
                : throw new ComponentException($"'{file}' lies in the folder that is to be packed; choose a place outside.");
        }
        catch (LayoutException e)
        {
            throw new ComponentException(e.Message, e);
        }
    }

    private static void Copy(IVerbContext context, LayoutExtent extent, FileStream target, PercentLine progress)
    {
        if (extent.Bytes is { } bytes)
        {
            target.Write(bytes);
            progress.Add(bytes.Length);
            return;
        }

        using FileStream source = File.OpenRead(extent.Path!);
        byte[] chunk = new byte[(int)Math.Min(ChunkBytes, extent.Length)];
        for (ulong done = 0; done < extent.Length;)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int length = source.ReadAtLeast(chunk.AsSpan(0, (int)Math.Min((ulong)chunk.Length, extent.Length - done)), 1, throwOnEndOfStream: false);
            if (length == 0)
            {
                throw new IOException($"File '{extent.Path}' became shorter while it was packed; pack again.");
            }

            target.Write(chunk, 0, length);
            progress.Add(length);
            done += (ulong)length;
        }
    }
}
