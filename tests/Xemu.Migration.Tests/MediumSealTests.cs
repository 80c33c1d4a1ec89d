using System.Collections.Concurrent;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>When media are prepared, sealed and stable, in each way to save.</summary>
public sealed class MediumSealTests
{
    [Theory]
    [InlineData(SaveMode.Stopped)]
    [InlineData(SaveMode.Live)]
    [InlineData(SaveMode.Background)]
    public void Save_WithAMedium_PreparesBeforeThePauseAndCommitsOnlyWhenItIsStable(SaveMode mode)
    {
        var medium = new WatchedMedium();
        var transport = new MemoryTransport();
        transport.OnOperation = (_, what) => medium.Note(what == "commit" ? what : null);
        using Rig rig = new Rig(transport, others: ("disk", medium)).RunTo(1000).Start();

        MigrationStatus status = rig.Save(Rig.Request(mode));

        Assert.Null(status.Error);
        Assert.Equal(["prepare", "begin", "complete", "commit"], medium.Notes);

        // The machine's thread begins the seal; what takes long happened on another one.
        Assert.NotEqual(medium.BeginThread, medium.PrepareThread);
        Assert.NotEqual(medium.BeginThread, medium.CompleteThread);
    }

    [Theory]
    [InlineData(SaveMode.Stopped)]
    [InlineData(SaveMode.Live)]
    [InlineData(SaveMode.Background)]
    public void Save_SealThatDoesNotBecomeStable_FailsWithoutAFile(SaveMode mode)
    {
        var medium = new WatchedMedium { Fault = "The host's disk is full." };
        var transport = new MemoryTransport();
        using Rig rig = new Rig(transport, others: ("disk", medium)).RunTo(1000).Start();

        MigrationStatus status = rig.Save(Rig.Request(mode));

        Assert.Equal(MigrationPhase.Failed, status.Phase);
        Assert.Contains("The host's disk is full.", status.Error, StringComparison.Ordinal);
        Assert.Empty(transport.Files);
        rig.GetOn(50);
    }

    private sealed class WatchedMedium : IComponent, IMediumIdentity
    {
        private readonly ConcurrentQueue<string> _notes = new();

        public string? Fault { get; init; }

        public IEnumerable<string> Notes => _notes;

        public int PrepareThread { get; private set; }

        public int BeginThread { get; private set; }

        public int CompleteThread { get; private set; }

        public MediumLayer Layer { get; } = new(Guid.NewGuid(), Guid.NewGuid(), 1);

        public void Note(string? what)
        {
            if (what is not null)
            {
                _notes.Enqueue(what);
            }
        }

        public MediumLayer Seal() => throw new NotSupportedException("The guest would stand still too long.");

        public void PrepareSeal()
        {
            PrepareThread = Environment.CurrentManagedThreadId;
            Note("prepare");
        }

        public Func<MediumLayer> BeginSeal()
        {
            BeginThread = Environment.CurrentManagedThreadId;
            Note("begin");
            return Complete;
        }

        public void RestoreTo(MediumLayer layer)
        {
        }

        public void Dispose()
        {
        }

        private MediumLayer Complete()
        {
            CompleteThread = Environment.CurrentManagedThreadId;
            Note("complete");
            return Fault is null ? Layer : throw new IOException(Fault);
        }
    }
}
