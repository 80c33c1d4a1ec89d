using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

public sealed class IncrementalTests
{
    [Theory]
    [InlineData(SaveMode.Stopped, false)]
    [InlineData(SaveMode.Live, false)]
    [InlineData(SaveMode.Background, false)]
    [InlineData(SaveMode.Stopped, true)]
    [InlineData(SaveMode.Background, true)]
    public void Restore_OfAChain_IsThatOfTheLastInstant(SaveMode mode, bool isLazy)
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport, hotPages: 2000).RunTo(20_000))
        {
            // Few instructions between two saves: most pages stay the parent's.
            source.Cpu.OnInstruction = static () => Thread.SpinWait(500);
            source.Start();
            Assert.Null(source.Save(Rig.Request(mode, uri: "file:/a")).Error);
            source.GetOn(100);
            Assert.Null(source.Save(Rig.Request(mode, uri: "file:/b") with { Parent = "file:/a" }).Error);
            source.GetOn(100);
            Assert.Null(source.Save(Rig.Request(mode, uri: "file:/c") with { Parent = "file:/b" }).Error);
        }

        Assert.True(transport.Files["file:/c"].PageCount < transport.Files["file:/a"].PageCount);
        using Rig target = new Rig(transport, hotPages: 2000).Start();
        MigrationStatus restored = target.Restore(new RestoreRequest("file:/c") { IsLazy = isLazy, PageChannels = 2 });
        target.GetOn();
        _ = target.Stop();

        Assert.Null(restored.Error);
        target.AssertIsLikeNew(hotPages: 2000);
    }

    [Fact]
    public void Save_AfterARestore_CanHaveTheRestoredSnapshotAsItsParent()
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport).RunTo(20_000).Start())
        {
            Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);
        }

        using (Rig middle = new Rig(transport).Start())
        {
            Assert.Null(middle.Restore(new RestoreRequest("file:/a") { IsLazy = true }).Error);
            middle.GetOn(100);
            Assert.Null(middle.Save(Rig.Request(uri: "file:/b") with { Parent = "file:/a" }).Error);
        }

        using Rig target = new Rig(transport).Start();
        Assert.Null(target.Restore(new RestoreRequest("file:/b")).Error);
        _ = target.Stop();
        target.AssertIsLikeNew();
    }

    [Fact]
    public void Save_WithAParentThatIsNotTheLast_IsRefusedAndLeavesTheMachineAlone()
    {
        var transport = new MemoryTransport();
        using Rig source = new Rig(transport).Start();
        Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);
        Assert.Null(source.Save(Rig.Request(uri: "file:/b")).Error);

        MigrationException refused = Assert.Throws<MigrationException>(() => source.Engine.Save(Rig.Request(uri: "file:/c") with { Parent = "file:/a" }));

        Assert.Contains("does not know what changed since 'file:/a'", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Give 'file:/b' as the parent, or save without one.", refused.Message, StringComparison.Ordinal);
        source.GetOn();
    }

    [Fact]
    public void Save_WithAParentOfAnotherRun_IsRefusedWithAWayOut()
    {
        var transport = new MemoryTransport();
        using (Rig before = new Rig(transport).Start())
        {
            Assert.Null(before.Save(Rig.Request(uri: "file:/a")).Error);
        }

        using Rig source = new Rig(transport).Start();
        MigrationException refused = Assert.Throws<MigrationException>(() => source.Engine.Save(Rig.Request(uri: "file:/b") with { Parent = "file:/a" }));

        Assert.EndsWith("Save without a parent; that file can be the parent of the next save.", refused.Message, StringComparison.Ordinal);
        Assert.Null(source.Save(Rig.Request(uri: "file:/c")).Error);
        Assert.Null(source.Save(Rig.Request(uri: "file:/d") with { Parent = "file:/c" }).Error);
    }

    [Fact]
    public void Save_OntoItsOwnParent_IsRefused()
    {
        var transport = new MemoryTransport();
        using Rig source = new Rig(transport).Start();
        Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);

        MigrationException refused = Assert.Throws<MigrationException>(() => source.Engine.Save(Rig.Request(uri: "file:/a") with { Parent = "file:/a" }));

        Assert.Contains("on which the new one would build", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_AfterOneThatFailed_HasWhatChangedSinceTheParentAllTheSame()
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport).RunTo(20_000).Start())
        {
            Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);
            source.GetOn(100);
            transport.OnOperation = static (_, what) => throw new IOException($"No {what} today.");
            source.Transport.OnOperation = static (_, what) =>
            {
                if (what == "commit")
                {
                    throw new IOException("The disk is full.");
                }
            };
            Assert.Contains("The disk is full.", source.Save(Rig.Request(uri: "file:/b") with { Parent = "file:/a" }).Error, StringComparison.Ordinal);
            transport.OnOperation = null;
            source.GetOn(100);
            Assert.Null(source.Save(Rig.Request(uri: "file:/b") with { Parent = "file:/a" }).Error);
        }

        using Rig target = new Rig(transport).Start();
        Assert.Null(target.Restore(new RestoreRequest("file:/b")).Error);
        _ = target.Stop();
        target.AssertIsLikeNew();
    }

    [Fact]
    public void Restore_WhoseParentIsGone_IsRefusedBeforeTheMachineIsTouched()
    {
        var transport = new MemoryTransport();
        using Rig source = new Rig(transport).RunTo(1000).Start();
        Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);
        Assert.Null(source.Save(Rig.Request(uri: "file:/b") with { Parent = "file:/a" }).Error);
        transport.Files.Remove("file:/a");

        MigrationException refused = Assert.Throws<MigrationException>(() => source.Engine.Restore(new RestoreRequest("file:/b")));

        Assert.Contains("holds only what changed since", refused.Message, StringComparison.Ordinal);
        source.GetOn();
        _ = source.Stop();
        source.AssertIsLikeNew();
    }

    [Fact]
    public void Restore_WhoseParentIsAnotherSnapshotByNow_IsRefused()
    {
        var transport = new MemoryTransport();
        using Rig source = new Rig(transport).RunTo(1000).Start();
        Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);
        Assert.Null(source.Save(Rig.Request(uri: "file:/b") with { Parent = "file:/a" }).Error);
        Assert.Null(source.Save(Rig.Request(uri: "file:/a")).Error);

        MigrationException refused = Assert.Throws<MigrationException>(() => source.Engine.Restore(new RestoreRequest("file:/b")));

        Assert.Contains("is another snapshot", refused.Message, StringComparison.Ordinal);
    }
}
