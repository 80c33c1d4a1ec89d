using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Block;

/// <summary>How the image itself is used.</summary>
internal enum BaseUse
{
    /// <summary>Read only: writes go to a layer above it from the start.</summary>
    Overlay,

    /// <summary>Written until it is sealed; then a layer above it is (qcow2).</summary>
    FirstLayer,

    /// <summary>Always written: a seal only counts, and a restore works while nothing was written since (raw).</summary>
    WriteThrough,
}

/// <summary>A writable medium with an identity: an image, the layers above it, and a folder that remembers both.</summary>
/// <remarks>Handing it over to another machine is in <c>LayeredMedium.Handover.cs</c>.</remarks>
internal sealed partial class LayeredMedium : Image, IMediumIdentity, IMediumHandover
{
    private const int ManyLayers = Qcow2Image.MaxChain * 3 / 4;
    private readonly string _image;
    private readonly string _imageFormat;
    private readonly string _folder;
    private readonly BaseUse _use;
    private readonly TimeSpan _commitAfter;
    private readonly ILogger _log;
    private FileStream? _lockFile;
    private MediumRecord _record = MediumRecord.Unknown;
    private Image? _active;
    private ulong _sizeBytes;
    private bool _isCounted;

    private LayeredMedium(string image, string imageFormat, string folder, BaseUse use, TimeSpan commitAfter, ILogger log)
    {
        _image = image;
        _imageFormat = imageFormat;
        _folder = folder;
        _use = use;
        _commitAfter = commitAfter;
        _log = log;
    }

    /// <inheritdoc/>
    public MediumLayer Layer => new(_record.Medium, _record.Layer, _record.Generation);

    /// <inheritdoc/>
    public override ulong SizeBytes => _sizeBytes;

    /// <inheritdoc/>
    public override bool IsReadOnly => false;

    private string RecordPath => Path.Combine(_folder, "medium.json");

    private string ActivePath => PathOf(_record);

    private Image Active => _active ?? throw new IOException($"Disk '{_image}' is not held by this machine; another one has it, or has to hand it over first.");

    /// <summary>Opens a medium.</summary>
    /// <param name="image">The image file.</param>
    /// <param name="imageFormat"><c>raw</c> or <c>qcow2</c>.</param>
    /// <param name="layers">The folder that holds the layers folders of images, or null: beside the image.</param>
    /// <param name="use">How the image itself is used.</param>
    /// <param name="commitAfter">Longest time that a qcow2 layer's new clusters wait for their tables.</param>
    /// <param name="log">Told when the image changed beneath its layers.</param>
    /// <param name="isIncoming">Whether another machine holds it still: it is only looked at, and starts released.</param>
    /// <exception cref="ComponentException">A file is missing, in use or damaged.</exception>
    public static LayeredMedium Open(string image, string imageFormat, string? layers, BaseUse use, TimeSpan commitAfter, ILogger log, bool isIncoming = false)
    {
        string full = Path.GetFullPath(image);
        string folder = FolderOf(full, layers);
        if (!File.Exists(full))
        {
            throw new ComponentException(Directory.Exists(full) ? $"Image '{full}' is a folder; name the image file." : $"Image '{full}' does not exist; check the path.");
        }

        var medium = new LayeredMedium(full, imageFormat, folder, use, commitAfter, log);
        try
        {
            if (isIncoming)
            {
                medium.Look();
            }
            else
            {
                Directory.CreateDirectory(folder);
                medium.Acquire();
                medium.OpenWritable();
            }

            return medium;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            medium.Close();
            throw new ComponentException($"Layers folder '{folder}' of image '{full}' cannot be {(isIncoming ? "read" : "written")}; set 'layers' to a folder that can.", e);
        }
        catch
        {
            medium.Close();
            throw;
        }
    }

    /// <summary>The layers folder of an image.</summary>
    public static string FolderOf(string image, string? layers)
    {
        if (layers is null)
        {
            return image + ".layers";
        }

        // Two images of one name may share a folder of layers.
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)))[..12];
        return Path.Combine(layers, $"{Path.GetFileName(image)}-{hash}");
    }

    /// <inheritdoc/>
    public override void Read(ulong offset, Span<byte> destination) => Active.Read(offset, destination);

    /// <inheritdoc/>
    public override void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        Image active = Active;
        if (!_isCounted)
        {
            Count();
        }

        active.Write(offset, source);
    }

    /// <inheritdoc/>
    public override void Flush() => Active.Flush();

    /// <inheritdoc/>
    public MediumLayer Seal()
    {
        Active.Flush();
        MediumLayer sealedLayer = Layer;
        if (_use == BaseUse.WriteThrough)
        {
            // The next write counts, and so ends what this layer stands for.
            _isCounted = false;
            return sealedLayer;
        }

        Switch(Record(NewLayerOrError(ActivePath, _record.Active is null ? _imageFormat : "qcow2")) with
        {
            Sealed = [.. _record.Sealed, new SealedLayer(_record.Layer, _record.Generation, _record.Active)],
        });
        return sealedLayer;
    }

    /// <inheritdoc/>
    /// <remarks>A released medium is opened by it: an incoming machine may get its state from a file.</remarks>
    public void RestoreTo(MediumLayer layer)
    {
        if (!IsReleased)
        {
            RestoreHeld(layer);
            return;
        }

        MediumRecord before = _record;
        try
        {
            AcquireForState();
            RestoreHeld(layer);
        }
        catch
        {
            Close();
            _record = before;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => Close();

    /// <summary>Holds a disk's layers, so that no machine uses them meanwhile.</summary>
    /// <exception cref="ComponentException">There are none, or a machine uses them.</exception>
    public static FileStream Lock(string folder, string image) => Directory.Exists(folder)
        ? OpenLock(Path.Combine(folder, "lock"), image)
        : throw new ComponentException($"Image '{image}' has no layers in '{folder}'; name the image, and the folder of its machine's 'layers' option with --layers.");

    private static FileStream OpenLock(string path, string image)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new ComponentException($"Image '{image}' is in use by another machine, which holds '{path}'; end that one first.", e);
        }
    }

    /// <summary>Takes the lock and reads the record.</summary>
    private void Acquire()
    {
        _lockFile = OpenLock(Path.Combine(_folder, "lock"), _image);
        _record = MediumRecord.Load(RecordPath) ?? new MediumRecord
        {
            Medium = Guid.NewGuid(),
            Layer = Guid.NewGuid(),
            Generation = 0,
        };
    }

    /// <summary>Opens what the record says, for writing; the lock is held.</summary>
    private void OpenWritable()
    {
        CheckUse(_record);
        if (_record.Active is null && _use == BaseUse.Overlay)
        {
            _record = Record(NewLayer(_image, _imageFormat));
        }
        else if (_record.Active is not null)
        {
            CompareImage();
        }

        _active = OpenActive(_record);
        _sizeBytes = _active.SizeBytes;
        _isCounted = false;
        if (_use != BaseUse.WriteThrough)
        {
            Count();
        }

        RemoveOrphans();
    }

    private void Close()
    {
        try
        {
            _active?.Dispose();
        }
        finally
        {
            _active = null;
            _lockFile?.Dispose();
            _lockFile = null;
        }
    }

    private void CheckUse(MediumRecord record)
    {
        if (record.Active is not null && _use == BaseUse.WriteThrough)
        {
            throw new ComponentException($"Image '{_image}' has layers in '{_folder}', which write-through would make wrong; remove write-through, or move that folder away to drop what they hold.");
        }
    }

    private void RestoreHeld(MediumLayer layer)
    {
        if (layer.MediumId != _record.Medium)
        {
            throw new StateException($"Snapshot was taken with disk {layer.MediumId}, and '{_image}' is disk {_record.Medium}; give the machine the disk it had.");
        }

        if (_use == BaseUse.WriteThrough)
        {
            if (layer != Layer)
            {
                throw new StateException($"Disk '{_image}' has been written since the snapshot (generation {layer.Generation}, now {_record.Generation}), and write-through keeps no older state.");
            }

            _active ??= OpenForState(_record);
            _isCounted = false;
            return;
        }

        SealedLayer found = _record.Sealed.FirstOrDefault(l => l.Id == layer.LayerId && l.Generation == layer.Generation)
            ?? throw new StateException($"Disk '{_image}' has no sealed layer {layer.LayerId} of generation {layer.Generation}; the layers in '{_folder}' were removed or belong to another run.");
        string path = found.File is null ? _image : Path.Combine(_folder, found.File);
        if (!File.Exists(path) || ImageChanged())
        {
            throw new StateException($"Disk '{_image}' was changed or removed beneath its layers in '{_folder}' after the snapshot; bring the old file back.");
        }

        string? dropped = _record.Active;
        Switch(Record(NewLayerOrError(path, found.File is null ? _imageFormat : "qcow2")) with
        {
            Sealed = _record.Sealed,
            ImageBytes = _record.ImageBytes,
            ImageWrittenTicks = _record.ImageWrittenTicks,
        });
        if (dropped is not null && _record.Sealed.All(l => l.File != dropped))
        {
            RemoveOrphans();
        }
    }

    private (ulong Bytes, long Ticks) ImageStamp()
    {
        var info = new FileInfo(_image);
        return info.Exists ? ((ulong)info.Length, info.LastWriteTimeUtc.Ticks) : (0, 0);
    }

    /// <summary>Whether the image file is not the one above which the first layer was made.</summary>
    private bool ImageChanged() => _record.Active is not null && ImageStamp() != (_record.ImageBytes, _record.ImageWrittenTicks);

    private void CompareImage()
    {
        (ulong bytes, long ticks) = ImageStamp();
        if (bytes != _record.ImageBytes)
        {
            throw new ComponentException($"Image '{_image}' has {bytes} bytes and had {_record.ImageBytes} when the layers in '{_folder}' were made; bring the old file back, or move that folder away to drop what the guest wrote.");
        }

        if (ticks != _record.ImageWrittenTicks)
        {
            _log.ImageTouched(_image, _folder);
        }
    }

    private Image OpenActive(MediumRecord record) => record.Active is null && _imageFormat == "raw"
        ? RawImage.Open(_image, writable: true)
        : Qcow2Image.Open(PathOf(record), writable: true, _commitAfter);

    private string PathOf(MediumRecord record) => record.Active is null ? _image : Path.Combine(_folder, record.Active);

    /// <summary>The record with a fresh layer as the active one.</summary>
    private MediumRecord Record(string activeFile)
    {
        (ulong bytes, long ticks) = _record.Active is null ? ImageStamp() : (_record.ImageBytes, _record.ImageWrittenTicks);
        return _record with
        {
            Layer = Guid.NewGuid(),
            Generation = _record.Generation + 1,
            Active = activeFile,
            ImageBytes = bytes,
            ImageWrittenTicks = ticks,
            Left = null,
        };
    }

    /// <summary>Makes a layer file above another file.</summary>
    private string NewLayer(string below, string belowFormat)
    {
        string name = $"layer-{Guid.NewGuid():N}.qcow2";
        ulong size = _active?.SizeBytes ?? SizeOf(below, belowFormat);

        // The name is relative where that survives a move of the image together with its layers.
        string backing = Path.GetDirectoryName(below) == _folder || _folder == _image + ".layers" ? Path.GetRelativePath(_folder, below) : below;
        Qcow2Creator.Create(Path.Combine(_folder, name), size, backing, belowFormat);
        return name;
    }

    /// <summary>Makes a layer file while the machine runs, where failing is the host's I/O error and no mistake of the manifest.</summary>
    private string NewLayerOrError(string below, string belowFormat)
    {
        if (_active is Qcow2Image { ChainLength: >= Qcow2Image.MaxChain })
        {
            throw new IOException($"Disk '{_image}' has {Qcow2Image.MaxChain} layers, which is the most there may be; 'xemu-platform disk merge' makes fewer of them while no machine uses the disk.");
        }

        try
        {
            return NewLayer(below, belowFormat);
        }
        catch (ComponentException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static ulong SizeOf(string path, string format)
    {
        using Image image = format == "raw" ? RawImage.Open(path, writable: false) : Qcow2Image.Open(path, writable: false);
        return image.SizeBytes;
    }

    private void Switch(MediumRecord next)
    {
        // The present layer is closed first: opened for reading beneath the next, it may not be held for writing.
        bool wasOpen = _active is not null;
        _active?.Dispose();
        _active = null;
        try
        {
            _active = OpenActive(next);
            next.Save(RecordPath);
            _record = next;
        }
        catch (Exception e)
        {
            _active?.Dispose();
            _active = wasOpen ? OpenActive(_record) : null;
            throw new IOException($"Layers of image '{_image}' could not be changed in '{_folder}': {e.Message}", e);
        }

        _sizeBytes = _active.SizeBytes;
        _isCounted = true;
        if (_active is Qcow2Image { ChainLength: ManyLayers })
        {
            _log.ManyLayers(_image, ManyLayers, Qcow2Image.MaxChain);
        }
    }

    private void Count()
    {
        MediumRecord next = _record with { Generation = _record.Generation + 1, Left = null };
        next.Save(RecordPath);
        _record = next;
        _isCounted = true;
    }

    /// <summary>Removes layer files that no record names: a kill came between making and recording them.</summary>
    private void RemoveOrphans()
    {
        foreach (string path in Directory.EnumerateFiles(_folder, "layer-*.qcow2"))
        {
            string name = Path.GetFileName(path);
            if (name != _record.Active && _record.Sealed.All(l => l.File != name))
            {
                File.Delete(path);
            }
        }
    }
}
