using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Block;

/// <content>
/// Handing the medium over. Who holds it holds <c>lock</c>; who lets go first makes all of it stable and then notes in the record that it is
/// left, and how long the written file is and when it was written. Taking over needs that note, so content that a killed machine never wrote is
/// not taken for whole, and needs the generation of the note. Each opening for writing counts on, so of two machines that could take it only one ever can.
/// </content>
internal sealed partial class LayeredMedium
{
    private const int LookAttempts = 5;

    /// <summary>Whether this machine ever held the medium: only then can it be taken back.</summary>
    private bool _hasReleased;

    /// <inheritdoc/>
    public bool IsReleased => _lockFile is null;

    /// <inheritdoc/>
    public MediumLayer Release()
    {
        if (IsReleased)
        {
            return Layer;
        }

        Active.Flush();

        // Nothing waits any more, so closing writes nothing.
        Active.Dispose();
        _active = null;
        MediumRecord next = _record with { Left = StampOf(ActivePath) };
        try
        {
            next.Save(RecordPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _active = OpenActive(_record);
            throw new IOException($"Disk '{_image}' could not be let go of: '{RecordPath}' cannot be written.", e);
        }

        _record = next;
        _hasReleased = true;
        Close();
        return Layer;
    }

    /// <inheritdoc/>
    public void TakeBack()
    {
        if (!IsReleased)
        {
            return;
        }

        if (!_hasReleased)
        {
            throw new StateException($"Disk '{_image}' was never held by this machine, so it cannot be taken back; take it over, or start the machine without 'incoming'.");
        }

        Take(Layer);
    }

    /// <inheritdoc/>
    public void TakeOver(MediumLayer layer)
    {
        if (!IsReleased)
        {
            throw new StateException($"Disk '{_image}' is held by this machine already; only a machine that was started as incoming takes disks over.");
        }

        Take(layer);
    }

    private static LeftFile StampOf(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? new LeftFile((ulong)info.Length, info.LastWriteTimeUtc.Ticks) : new LeftFile(0, 0);
    }

    /// <summary>Takes the lock, checks that the medium stands where it was left, and opens it; or leaves everything as it was.</summary>
    private void Take(MediumLayer layer)
    {
        MediumRecord before = _record;
        ulong size = _sizeBytes;
        try
        {
            AcquireForState();
            CheckLeft(layer);
            OpenWritable();
            if (_sizeBytes != size)
            {
                throw new StateException($"Disk '{_image}' has {_sizeBytes} bytes, and had {size} when the machine was made; start the machine anew.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ComponentException)
        {
            Forget(before, size);
            throw new StateException($"Disk '{_image}' cannot be taken: {e.Message}");
        }
        catch
        {
            Forget(before, size);
            throw;
        }
    }

    private void Forget(MediumRecord before, ulong size)
    {
        Close();
        _record = before;
        _sizeBytes = size;
    }

    /// <summary>Takes the lock for what a state asks for, which never makes a medium.</summary>
    private void AcquireForState()
    {
        if (!Directory.Exists(_folder))
        {
            throw new StateException($"Disk '{_image}' has no layers in '{_folder}', so it is not the disk of the state; give the machine the disk and the 'layers' it had.");
        }

        try
        {
            Acquire();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ComponentException)
        {
            throw new StateException(e is ComponentException ? e.Message : $"Layers folder '{_folder}' of image '{_image}' cannot be written: {e.Message}");
        }
    }

    private void CheckLeft(MediumLayer layer)
    {
        if (layer.MediumId != _record.Medium)
        {
            throw new StateException($"The other machine's disk is {layer.MediumId}, and '{_image}' is disk {_record.Medium}; give this machine the same files.");
        }

        if (layer != Layer)
        {
            throw new StateException($"Disk '{_image}' has moved on since it was handed over: it was left at layer {layer.LayerId} of generation {layer.Generation} and is at layer {_record.Layer} of generation {_record.Generation}.");
        }

        if (_record.Left is not { } left)
        {
            throw new StateException($"Disk '{_image}' was not let go of: the machine that had it ended before, and what it had not written yet is lost; start from a snapshot or from the disk as it is.");
        }

        if (StampOf(ActivePath) != left)
        {
            throw new StateException($"File '{ActivePath}' of disk '{_image}' was changed by another program after it was handed over.");
        }

        if (_use == BaseUse.Overlay && _record.Active is null)
        {
            throw new StateException($"Disk '{_image}' was written itself by the other machine, and this one would write above it; give both the same 'overlay' or 'write-through'.");
        }
    }

    private Image OpenForState(MediumRecord record)
    {
        try
        {
            return OpenActive(record);
        }
        catch (ComponentException e)
        {
            throw new StateException(e.Message);
        }
    }

    /// <summary>Checks the files without opening them for writing, without a lock, and without making any: another machine is using them.</summary>
    private void Look()
    {
        for (int attempt = 1; ; attempt++)
        {
            MediumRecord? record = MediumRecord.Load(RecordPath);
            try
            {
                _record = record ?? MediumRecord.Unknown;
                CheckUse(_record);
                if (_record.Active is not null)
                {
                    CompareImage();
                }

                using Image image = _record.Active is null && _imageFormat == "raw"
                    ? RawImage.Open(_image, writable: false, isLocked: false)
                    : Qcow2Image.Open(ActivePath, writable: false, isLocked: false);
                _sizeBytes = image.SizeBytes;
                return;
            }
            catch (ComponentException) when (attempt < LookAttempts && MediumRecord.Load(RecordPath)?.Layer != record?.Layer)
            {
                // The other machine has gone on to another layer meanwhile, and removed the one that was looked at.
            }
        }
    }
}
