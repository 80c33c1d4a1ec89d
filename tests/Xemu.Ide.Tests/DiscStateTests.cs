using System.Text;
using Xemu.Abstractions.State;
using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.Ide.Tests;

/// <summary>What is in the drive is state: saved, and opened again in another process.</summary>
public sealed class DiscStateTests : IDisposable
{
    private const string GameFile = "/discs/game.iso";
    private readonly DiscShelf _shelf = new();
    private readonly byte[] _game = TestMedium.Numbered(2 << 20).Content;
    private readonly TestMedium _first = new(1 << 20);
    private readonly List<IDisposable> _made = [];

    public DiscStateTests() => _shelf.Files[GameFile] = _game;

    public void Dispose() => _made.ForEach(static m => m.Dispose());

    [Fact]
    public void Restore_InsertedDisc_OpensTheSameFileForReadingOnly()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());

        IdeBench restored = Restored(saved);

        Assert.Empty(StateBytes.Differences(StateBytes.Save(saved.Dvd), StateBytes.Save(restored.Dvd)));
        Assert.Equal(["dvd/disc block.test file=/discs/game.iso read-only=true"], _shelf.Asked);
        restored.TakeSense();
        Assert.Equal(_game[(5 * 2048)..(6 * 2048)], restored.PacketIn([0x28, 0, 0, 0, 0, 5, 0, 0, 1]));
    }

    [Fact]
    public void Restore_InsertedDiscInTheMiddleOfARead_GoesOn()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        saved.TakeSense();
        saved.TakeSense();
        saved.Packet([0x28, 0, 0, 0, 0, 0, 0, 0, 64], 32768);
        saved.WaitForInterrupt();

        IdeBench restored = Restored(saved);

        restored.ReadData(32768);
        restored.WaitForInterrupt();
        restored.ReadData(32768);
        restored.Wait();
        Assert.Equal(_game[65536..98304], restored.ReadData(32768));
    }

    [Fact]
    public void Restore_EmptyDrive_IsEmptyWhateverTheManifestHas()
    {
        IdeBench saved = Bench();
        saved.Dvd.Eject();
        saved.Dvd.CloseTray();

        IdeBench restored = Restored(saved);

        Assert.Null(restored.Dvd.Medium);
        Assert.False(restored.Dvd.IsTrayOpen);
    }

    [Fact]
    public void Restore_OpenTrayWithADiscOnIt_ClosesOverIt()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        saved.Dvd.OpenTray();

        IdeBench restored = Restored(saved);

        Assert.True(restored.Dvd.IsTrayOpen);
        Assert.Null(restored.Dvd.Medium);
        restored.Dvd.CloseTray();
        Assert.Equal((ulong)_game.Length, restored.Dvd.Medium!.SizeBytes);
    }

    [Fact]
    public void Restore_ManifestsDiscAfterAnotherWasPutIn_IsTheManifestsAgain()
    {
        IdeBench bench = Bench();
        byte[] state = bench.Save();
        bench.Dvd.Insert(Game());

        bench.Load(state);

        Assert.Same(_first, bench.Dvd.Medium);
    }

    [Fact]
    public void Restore_WhileTheDiscIsStillIn_KeepsIt()
    {
        IdeBench bench = Bench();
        SourcedMedium game = Game();
        bench.Dvd.Insert(game);
        byte[] state = bench.Save();

        bench.Load(state);

        Assert.Same(game, bench.Dvd.Medium);
        Assert.Empty(_shelf.Asked);
    }

    [Fact]
    public void Restore_ManifestHasTheSameDisc_OpensNothing()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        SourcedMedium same = new("/elsewhere/game.iso", _game);

        IdeBench restored = Bench(same);
        restored.Load(saved.Save());

        Assert.Same(same, restored.Dvd.Medium);
        Assert.Empty(_shelf.Asked);
    }

    [Fact]
    public void Restore_FileMissing_IsRefusedWithItsName()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        _shelf.Files.Clear();

        var e = Assert.Throws<StateException>(() => Restored(saved));

        Assert.Contains(GameFile, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2 << 20)]
    public void Restore_FileIsAnotherDisc_IsRefusedAndClosed(int sizeBytes)
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        _shelf.Files[GameFile] = new byte[sizeBytes + 2048];

        var e = Assert.Throws<StateException>(() => Restored(saved));

        Assert.Contains("another disc", e.Message, StringComparison.Ordinal);
        Assert.True(_shelf.Made[0].IsDisposed);
    }

    [Fact]
    public void Restore_OneByteAtTheEndDiffers_IsRefused()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        byte[] other = [.. _game];
        other[^1] ^= 1;
        _shelf.Files[GameFile] = other;

        Assert.Throws<StateException>(() => Restored(saved));
    }

    [Fact]
    public void Restore_DiscThatCameFromNoFile_IsRefusedUnlessTheDriveHasIt()
    {
        IdeBench saved = Bench();
        TestMedium nameless = TestMedium.Numbered(1 << 20);
        saved.Dvd.Insert(nameless);

        var e = Assert.Throws<StateException>(() => Restored(saved));
        IdeBench withIt = Bench(nameless);
        withIt.Load(saved.Save());

        Assert.Contains("came from no file", e.Message, StringComparison.Ordinal);
        Assert.Same(nameless, withIt.Dvd.Medium);
    }

    [Theory]
    [InlineData("block.test", "chardev.t")]
    [InlineData("block.test", "block.tes\0")]
    [InlineData("/discs/game.iso", "./iscs/game.iso")]
    [InlineData("/discs/game.iso", "~/iscs/game.iso")]
    [InlineData("/discs/game.iso", "data:/game.iso\0")]
    [InlineData("/discs/game.iso", "/discs/game.is\0")]
    public void Restore_HostileName_IsRefusedBeforeAnythingIsOpened(string old, string changed)
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        byte[] state = StateBytes.Save(saved.Dvd);
        Replace(state, old, changed);

        IdeBench target = Bench();
        Assert.Throws<StateException>(() => StateBytes.Load(target.Dvd, state));

        Assert.Empty(_shelf.Asked);
    }

    [Fact]
    public void Restore_AnotherFileNamed_IsNeverGivenToTheGuest()
    {
        string secret = "/discs/key.bin!";
        _shelf.Files[secret] = new byte[4096];
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        byte[] state = StateBytes.Save(saved.Dvd);
        Replace(state, GameFile, secret);

        IdeBench target = Bench();
        Assert.Throws<StateException>(() => StateBytes.Load(target.Dvd, state));

        Assert.True(_shelf.Made[0].IsDisposed);
        Assert.NotSame(_shelf.Made[0], target.Dvd.Medium);
    }

    [Fact]
    public void Restore_MutatedStates_LoadOrAreRefusedAndNeverShowAnotherFile()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        byte[] good = StateBytes.Save(saved.Dvd);
        int start = good.AsSpan().IndexOf("inserted-disc"u8);
        var random = new Random(1);
        IdeBench target = Bench();

        for (int i = 0; i < 3000; i++)
        {
            byte[] bad = [.. good];
            bad[random.Next(start - 2, bad.Length)] = (byte)random.Next(256);
            Exception? e = Record.Exception(() => StateBytes.Load(target.Dvd, bad));

            Assert.True(e is null or StateException, e?.ToString());
            Assert.True(target.Dvd.Medium is null || target.Dvd.Medium.SizeBytes is 1 << 20 or 2 << 20);
        }

        Assert.All(_shelf.Asked, static asked => Assert.EndsWith(" read-only=true", asked, StringComparison.Ordinal));
    }

    [Fact]
    public void State_ManifestsDisc_IsNotNamed()
    {
        IdeBench bench = Bench();
        byte[] before = StateBytes.Save(bench.Dvd);

        bench.Dvd.Insert(Game());
        int named = StateBytes.Save(bench.Dvd).AsSpan().IndexOf(Encoding.UTF8.GetBytes(GameFile));
        bench.Dvd.Insert(_first);

        Assert.True(before.AsSpan().IndexOf("inserted-disc"u8) < 0);
        Assert.True(named > 0);
        Assert.True(StateBytes.Save(bench.Dvd).AsSpan().IndexOf("inserted-disc"u8) < 0);
    }

    [Fact]
    public void PostInsert_RecordedAndReplayed_OpensTheDiscAgainAtTheSameTime()
    {
        var inputs = new List<StampedInput>();
        IdeBench live = Bench();
        live.Machine.Inner.Inputs.Recorder = inputs.Add;
        live.Machine.Advance(1000);
        live.Dvd.PostEject();
        live.Machine.DeliverInputs();
        live.Machine.Advance(1000);
        live.Dvd.PostInsert(Game());
        live.Machine.Advance(1000);

        IdeBench replay = Bench();
        replay.Machine.Inner.Inputs.Replay(inputs);
        replay.Machine.Advance(3000);
        replay.Machine.DeliverInputs();

        Assert.Single(_shelf.Asked);
        Assert.Equal((ulong)_game.Length, replay.Dvd.Medium!.SizeBytes);
        Assert.Empty(StateBytes.Differences(StateBytes.Save(live.Dvd), StateBytes.Save(replay.Dvd)));
    }

    [Fact]
    public void PostInsert_Live_PutsInTheDiscThatWasGiven()
    {
        IdeBench bench = Bench();
        SourcedMedium game = Game();

        bench.Dvd.PostInsert(game);
        Assert.Same(_first, bench.Dvd.Medium);
        bench.Machine.DeliverInputs();

        Assert.Same(game, bench.Dvd.Medium);
        Assert.Empty(_shelf.Asked);
    }

    [Fact]
    public void PowerOn_AfterAnotherDiscWasPutIn_KeepsIt()
    {
        IdeBench bench = Bench();
        SourcedMedium game = Game();
        bench.Dvd.Insert(game);

        bench.Reset(Abstractions.ResetKind.Cold);

        Assert.Same(game, bench.Dvd.Medium);
    }

    [Fact]
    public void Eject_DiscThatTheDriveOpenedItself_ClosesTheFile()
    {
        IdeBench saved = Bench();
        saved.Dvd.Insert(Game());
        IdeBench restored = Restored(saved);

        restored.Dvd.Eject();

        Assert.True(_shelf.Made[0].IsDisposed);
    }

    private static void Replace(byte[] state, string old, string changed)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(changed);
        Assert.True(bytes.Length <= old.Length);
        int at = state.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0);
        bytes.CopyTo(state, at);
    }

    private SourcedMedium Game() => new(GameFile, _game);

    private IdeBench Bench(Abstractions.Media.IBlockDevice? disc = null)
    {
        var machine = new TestMachine(4 << 20) { Factory = _shelf };
        var bench = new IdeBench(disc: disc ?? _first, machine: machine);
        _made.Add(bench);
        _made.Add(machine);
        return bench;
    }

    private IdeBench Restored(IdeBench saved)
    {
        IdeBench bench = Bench();
        bench.Load(saved.Save());
        return bench;
    }
}
