using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Block;

/// <content>
/// Sealing, in three steps, of which only the second needs the guest to stand still and waits for no disk:
/// <list type="number">
/// <item>Prepare: the next layer's file is made and put on stable storage, and what waits in the present layer is written out.</item>
/// <item>Begin: the next layer is put above the present one in memory; from now on the guest writes there.</item>
/// <item>Settle: what the present layer got after step 1 is made stable, and then <c>medium.json</c>, which names both. Only now the layer is sealed.</item>
/// </list>
/// The files show the medium unsealed until <c>medium.json</c> is replaced, and sealed afterwards. What the guest writes in between lies in a file that nothing names yet, so its flushes settle first:
/// a kill loses what was not flushed, as ever. Settling is begun at once on another thread, so nobody has to remember it; who needs to know that it is done calls what <see cref="BeginSeal"/> returned.
/// </content>
internal sealed partial class LayeredMedium
{
    /// <summary>Guards which layers there are. Reads and writes go without it: only the machine thread begins a seal.</summary>
    private readonly Lock _layers = new();
    private PreparedLayer? _prepared;
    private volatile PendingSeal? _pending;

    /// <summary>What a seal has done; the tests look at the files at each of these instants.</summary>
    internal enum SealStep
    {
        /// <summary>The next layer's file is stable.</summary>
        LayerMade,

        /// <summary>What waited in the present layer is stable.</summary>
        WrittenOut,

        /// <summary>The guest writes the next layer.</summary>
        Begun,

        /// <summary>The sealed layer is stable.</summary>
        SealedStable,

        /// <summary>The record is stable.</summary>
        Recorded,
    }

    /// <summary>Called after each step, on the thread that does it.</summary>
    internal Action<SealStep>? SealStepDone { get; set; }

    /// <inheritdoc/>
    public MediumLayer Seal()
    {
        lock (_layers)
        {
            PendingSeal seal = Begin();
            try
            {
                // The guest stands still: nobody would be kept waiting by one long flush.
                Settle(isGuestRunning: false);
            }
            catch (IOException)
            {
                TakeBack(seal);
                throw;
            }

            return seal.Layer;
        }
    }

    /// <inheritdoc/>
    public void PrepareSeal()
    {
        lock (_layers)
        {
            Image active = Active;
            Settle();
            if (_use != BaseUse.WriteThrough)
            {
                MakeNext();
            }

            // Last, for the guest writes on meanwhile: the less is left for later the better.
            WriteOut(active, isGuestRunning: true);
            SealStepDone?.Invoke(SealStep.WrittenOut);
        }
    }

    /// <inheritdoc/>
    public Func<MediumLayer> BeginSeal()
    {
        PendingSeal seal;
        lock (_layers)
        {
            seal = Begin();
        }

        ThreadPool.UnsafeQueueUserWorkItem(static medium => medium.SettleLater(), this, preferLocal: false);
        return () => Complete(seal);
    }

    /// <summary>Flushes; while the guest runs, so that the long part of it keeps nobody waiting who reads or writes.</summary>
    private static void WriteOut(Image image, bool isGuestRunning)
    {
        if (isGuestRunning)
        {
            image.FlushAhead();
        }

        image.Flush();
    }

    private PendingSeal Begin()
    {
        Image below = Active;
        Settle();
        var seal = new PendingSeal(Layer, below, _record);
        if (_use == BaseUse.WriteThrough)
        {
            // The next write counts, and so ends what this layer stands for.
            _isCounted = false;
        }
        else
        {
            GoOnIn(_prepared ?? MakeNext(), below);
        }

        _pending = seal;
        SealStepDone?.Invoke(SealStep.Begun);
        return seal;
    }

    private void GoOnIn(PreparedLayer next, Image below)
    {
        _prepared = null;
        next.Image.PutAbove(below);
        _active = next.Image;
        _record = _record with
        {
            Layer = Guid.NewGuid(),
            Generation = _record.Generation + 1,
            Active = next.File,
            Left = null,
            Sealed = [.. _record.Sealed, new SealedLayer(_record.Layer, _record.Generation, _record.Active)],
        };
        WarnOfManyLayers();
    }

    /// <summary>Makes the layer that the next seal goes on in, unless there is one.</summary>
    private PreparedLayer MakeNext()
    {
        if (_prepared is not null)
        {
            return _prepared;
        }

        string name = NewLayerOrError(ActivePath, _record.Active is null ? _imageFormat : "qcow2");
        string path = Path.Combine(_folder, name);
        Qcow2Image? image = null;
        try
        {
            image = Qcow2Image.OpenAlone(path, _commitAfter);
            UnlockedFile.FlushFolder(_folder);
        }
        catch (Exception e) when (e is IOException or ComponentException)
        {
            image?.Dispose();
            RemoveUnnamed(path);
            throw new IOException($"Layer '{path}' of disk '{_image}' could not be made: {e.Message}", e);
        }

        _prepared = new PreparedLayer(name, image);
        SealStepDone?.Invoke(SealStep.LayerMade);
        return _prepared;
    }

    /// <summary>Makes the seal that was begun stable, if there is one.</summary>
    /// <exception cref="IOException">The host could not write; it is tried again the next time.</exception>
    private void Settle(bool isGuestRunning = true)
    {
        lock (_layers)
        {
            if (_pending is not { } seal)
            {
                return;
            }

            WriteOut(seal.Below, isGuestRunning);
            SealStepDone?.Invoke(SealStep.SealedStable);
            try
            {
                Record(seal);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new IOException($"Record '{RecordPath}' of disk '{_image}' cannot be written; check its permissions.", e);
            }

            seal.IsStable = true;
            _pending = null;
            SealStepDone?.Invoke(SealStep.Recorded);
        }
    }

    private void Record(PendingSeal seal)
    {
        if (_use == BaseUse.WriteThrough)
        {
            if (!File.Exists(RecordPath))
            {
                // Nothing was written yet: the layer has a name that no file holds.
                _record.Save(RecordPath);
            }

            return;
        }

        MediumRecord record = seal.Before.Active is null ? WithImageStamp(_record) : _record;
        record.Save(RecordPath);
        _record = record;
        if (!seal.Below.Freeze())
        {
            _log.LayerTaken(_image, PathOf(seal.Before));
        }
    }

    private void SettleLater()
    {
        try
        {
            Settle();
        }
        catch (IOException e)
        {
            _log.SealWaits(_image, e.Message);
        }
    }

    private MediumLayer Complete(PendingSeal seal)
    {
        lock (_layers)
        {
            if (!seal.IsStable)
            {
                Settle();
            }

            return seal.IsStable ? seal.Layer : throw new IOException($"Disk '{_image}' was closed before its layer {seal.Layer.LayerId} could be sealed.");
        }
    }

    /// <summary>Goes on in the layer that was to be sealed, which nobody has left yet.</summary>
    private void TakeBack(PendingSeal seal)
    {
        if (_use != BaseUse.WriteThrough)
        {
            if (!IsRecorded(seal.Before))
            {
                // The new record is there already, stable or not; the same one is written again with the next flush.
                return;
            }

            var next = (Qcow2Image)Active;
            string path = ActivePath;
            next.PutAbove(null);
            _active = seal.Below;
            _record = seal.Before;
            next.Dispose();
            RemoveUnnamed(path);
        }

        _pending = null;
    }

    private bool IsRecorded(MediumRecord record)
    {
        try
        {
            return MediumRecord.Load(RecordPath)?.Layer == record.Layer;
        }
        catch (ComponentException)
        {
            // It cannot even be read; the caller reports why it could not be written.
            return false;
        }
    }

    private void DropPrepared()
    {
        if (_prepared is { } prepared)
        {
            _prepared = null;
            prepared.Image.Dispose();
            RemoveUnnamed(Path.Combine(_folder, prepared.File));
        }
    }

    private static void RemoveUnnamed(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No record names it: the next opening removes it.
        }
    }

    private void WarnOfManyLayers()
    {
        if (_active is Qcow2Image { ChainLength: ManyLayers })
        {
            _log.ManyLayers(_image, ManyLayers, Qcow2Image.MaxChain);
        }
    }

    /// <summary>A layer that nothing names yet and that lies above none.</summary>
    private sealed record PreparedLayer(string File, Qcow2Image Image);

    /// <summary>A seal that was begun.</summary>
    private sealed class PendingSeal(MediumLayer layer, Image below, MediumRecord before)
    {
        public MediumLayer Layer { get; } = layer;

        public Image Below { get; } = below;

        public MediumRecord Before { get; } = before;

        public bool IsStable { get; set; }
    }
}
