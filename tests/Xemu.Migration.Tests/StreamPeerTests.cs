using System.Globalization;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>Machine to machine, both in this process, over lines that can be cut and bent.</summary>
public sealed class StreamPeerTests
{
    private const ulong Ram = 4 << 20;
    private const ulong Hot = 600;

    /// <summary>Chooses cuts and bent bits: XEMU_SEED, 0 without it.</summary>
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("XEMU_SEED") ?? "0", CultureInfo.InvariantCulture);

    public static TheoryData<SaveMode, int> Ways => new()
    {
        { SaveMode.Stopped, 0 }, { SaveMode.Stopped, 1 }, { SaveMode.Stopped, 4 }, { SaveMode.Live, 0 }, { SaveMode.Live, 1 }, { SaveMode.Live, 4 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Migration_OfARunningMachine_GoesOnThereAndNeverHere(SaveMode mode, int channels)
    {
        var transport = new PeerTransport();
        var disk = new SharedDisk();
        using Rig source = Source(transport, disk).RunTo(30_000).Start();
        using Rig target = Target(transport, disk).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));

        MigrationStatus sent = source.Save(Request(mode, channels));
        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);
        ulong stoppedAt = source.Cpu.InstructionCount;
        target.GetOn(20_000);
        _ = source.Stop();
        _ = target.Stop();

        Assert.Equal((MigrationPhase.Completed, null), (sent.Phase, sent.Error));
        Assert.Equal((MigrationPhase.Completed, null), (received.Phase, received.Error));
        Assert.Equal(stoppedAt, source.Cpu.InstructionCount);
        Assert.True(target.Cpu.InstructionCount > stoppedAt);
        source.AssertIsLikeNew(Hot);
        target.AssertIsLikeNew(Hot);
        Assert.Equal("target", NameOf(disk, source, target));
    }

    [Fact]
    public void Migration_WithPausedTarget_HasTheSourcesLastState()
    {
        var transport = new PeerTransport();
        using Rig source = Source(transport).RunTo(30_000).Start();
        using Rig target = Target(transport).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri) { Runs = false });

        Assert.Null(source.Save(Request(SaveMode.Live, 2)).Error);
        Assert.Null(target.Engine.WaitForEnd(TestContext.Current.CancellationToken).Error);
        _ = source.Stop();
        _ = target.Stop();

        Assert.Equal(source.Cpu.InstructionCount, target.Cpu.InstructionCount);
        target.AssertIsLikeNew(Hot);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(0, true)]
    [InlineData(3, true)]
    public void Line_ThatIsCutAnywhere_LeavesOneMachineRunning(int channels, bool hasDisk)
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("XEMU_STREAM_CUTS") ?? "50", CultureInfo.InvariantCulture);
        long all = BytesOf(channels, hasDisk);
        var random = new Random(Seed + channels + (hasDisk ? 100 : 0));
        int here = 0;
        int there = 0;
        int neither = 0;
        for (int i = 0; i < rounds; i++)
        {
            // Half of them at the very end, where words are exchanged; it is not the same length each time.
            long cut = i % 2 == 0 ? random.NextInt64(all) : Math.Max(0, all - 24 + (i % 50));
            string running;
            try
            {
                running = RunWithCut(channels, hasDisk, cut);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Cut {i} at byte {cut} (XEMU_SEED={Seed}): {e.Message}", e);
            }

            switch (running)
            {
                case "source":
                    here++;
                    break;
                case "target":
                    there++;
                    break;
                default:
                    neither++;
                    break;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {rounds} cuts in {all} bytes: {here} times the source ran on, {there} times the target, {neither} times none");
        Assert.True(here > 0);

        // Without a disk that decides, the one word that confirms may be lost: then nobody runs until somebody looks.
        Assert.InRange(neither, 0, hasDisk ? 0 : 4 * ((rounds + 49) / 50));
    }

    [Fact]
    public void Confirmation_ThatIsLost_LeavesTheTargetPausedAndWhole()
    {
        var transport = new PeerTransport();
        using Rig source = Source(transport).RunTo(5_000).Start();
        using Rig target = Target(transport).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));

        // The source's last word: what goes forward after it has had its answer.
        long confirmed = 0;
        transport.OnForward = (_, _, piece) =>
        {
            if (piece.AsSpan().IndexOf("XEMY"u8) == piece.Length - 4)
            {
                confirmed = transport.Bytes;
                transport.CutAfter = confirmed;
            }
        };
        MigrationStatus sent = source.Save(Request(SaveMode.Stopped, 0));
        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, confirmed);
        Assert.Equal(MigrationPhase.Failed, sent.Phase);
        Assert.Equal(MigrationPhase.Failed, received.Phase);
        Assert.Contains("stays paused", received.Error, StringComparison.Ordinal);
        source.GetOn();
        ulong count = target.Cpu.InstructionCount;
        target.Machine.Runner.RequestResume();
        target.GetOn();
        _ = target.Stop();
        Assert.True(count >= 5_000);
        target.AssertIsLikeNew(Hot);
    }

    [Fact]
    public void Target_WithOtherRam_IsToldApartOnBothSides()
    {
        var transport = new PeerTransport();
        using Rig source = Source(transport).RunTo(5_000).Start();
        using var target = new Rig(new MemoryTransport(), Ram * 2, Hot, new EngineOptions { Transport = transport }, isIncoming: true);
        target.Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));

        MigrationStatus sent = source.Save(Request(SaveMode.Live, 2));
        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);

        Assert.Contains("of another machine: its RAM blocks are", received.Error, StringComparison.Ordinal);
        Assert.Contains("The other machine refused: ", sent.Error, StringComparison.Ordinal);
        Assert.Contains("of another machine: its RAM blocks are", sent.Error, StringComparison.Ordinal);
        source.GetOn();
        AssertWaits(target);
    }

    [Fact]
    public void Target_OfAnOlderVersion_IsToldApartOnBothSides()
    {
        var transport = new PeerTransport();
        var disk = new SharedDisk();
        using Rig source = Source(transport, disk);
        source.Cpu.StateVersion = 2;
        source.RunTo(5_000).Start();
        using Rig target = Target(transport, disk).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));

        MigrationStatus sent = source.Save(Request(SaveMode.Live, 2));
        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);

        Assert.Contains("has version 2, this build knows 1 to 1", received.Error, StringComparison.Ordinal);
        Assert.Contains("has version 2, this build knows 1 to 1", sent.Error, StringComparison.Ordinal);
        source.GetOn();
        AssertWaits(target);
        Assert.Equal("source", NameOf(disk, source, target));
    }

    [Fact]
    public void Target_ThatCannotHaveTheDisk_LeavesItToTheSource()
    {
        var transport = new PeerTransport();
        var disk = new SharedDisk();
        using Rig source = Source(transport, disk).RunTo(5_000).Start();
        using Rig target = Target(transport, disk).Start();
        Drive(target).Refusal = "Disk 'shared' is not the one.";
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));

        MigrationStatus sent = source.Save(Request(SaveMode.Stopped, 0));

        Assert.Contains("Disk 'shared' is not the one.", sent.Error, StringComparison.Ordinal);
        source.GetOn();
        Assert.Equal("source", NameOf(disk, source, target));
        AssertStands(target);
    }

    [Fact]
    public void Target_ThatRunsAlready_Refuses()
    {
        var transport = new PeerTransport();
        using Rig source = Source(transport).RunTo(5_000).Start();
        using Rig target = new Rig(new MemoryTransport(), Ram, Hot, new EngineOptions { Transport = transport }).RunTo(9_000).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));

        MigrationStatus sent = source.Save(Request(SaveMode.Stopped, 0));

        Assert.Contains("start the machine that is to receive with --incoming", sent.Error, StringComparison.Ordinal);
        source.GetOn();
        target.GetOn();
        _ = target.Stop();
        target.AssertIsLikeNew(Hot);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0000\u0001\u0000\u0004\u0000\u0000\u0000\u0000")]
    [InlineData("")]
    public void Peer_ThatIsNoMachine_LeavesTheSourceRunning(string says)
    {
        var transport = new PeerTransport();
        using Rig source = Source(transport).RunTo(5_000).Start();
        var peer = new Thread(() =>
        {
            PeerTransport.Line line = transport.Accept();
            line.Back.Write(System.Text.Encoding.Latin1.GetBytes(says));
            line.Back.Close();
        });
        peer.Start();

        MigrationStatus sent = source.Save(Request(SaveMode.Live, 0));
        peer.Join();

        Assert.Equal(MigrationPhase.Failed, sent.Phase);
        Assert.DoesNotContain("fault of the engine", sent.Error, StringComparison.Ordinal);
        source.GetOn();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("QEVM\0\0\0\u0004")]
    [InlineData("QEVM\0\0\0\u0003\u0007\0\0\0\u0003rig\u0001\0\0\0\u0001\u0003ramX")]
    public void Peer_ThatIsNoMachine_LeavesTheTargetWaiting(string says)
    {
        var transport = new PeerTransport();
        using Rig target = Target(transport).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        PeerTransport.Line line = transport.Connect();
        line.Forward.Write(System.Text.Encoding.Latin1.GetBytes(says));
        line.Forward.Close();

        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);

        Assert.Equal(MigrationPhase.Failed, received.Phase);
        Assert.DoesNotContain("fault of the engine", received.Error, StringComparison.Ordinal);
        AssertWaits(target);
    }

    [Fact]
    public void Target_AfterAFailure_TakesTheNext()
    {
        var transport = new PeerTransport();
        var disk = new SharedDisk();
        using Rig source = Source(transport, disk).RunTo(5_000).Start();
        using Rig target = Target(transport, disk).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        transport.CutAfter = 1 << 20;
        Assert.NotNull(source.Save(Request(SaveMode.Stopped, 2)).Error);
        Assert.NotNull(target.Engine.WaitForEnd(TestContext.Current.CancellationToken).Error);
        transport.CutAfter = long.MaxValue;
        source.GetOn();

        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        Assert.Null(source.Save(Request(SaveMode.Live, 1)).Error);
        Assert.Null(target.Engine.WaitForEnd(TestContext.Current.CancellationToken).Error);

        target.GetOn();
        _ = target.Stop();
        target.AssertIsLikeNew(Hot);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancel_OnEitherSide_LeavesTheSourceRunning(bool atSource)
    {
        var transport = new PeerTransport();
        var disk = new SharedDisk();
        using Rig source = Source(transport, disk).RunTo(5_000).Start();
        using Rig target = Target(transport, disk).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        source.Engine.Save(Request(SaveMode.Live, 2) with { MaxBytesPerSecond = 1 << 20 });
        Assert.True(SpinWait.SpinUntil(() => transport.Bytes > 300_000, TimeSpan.FromSeconds(20)));

        (atSource ? source : target).Engine.Cancel();
        MigrationStatus sent = source.Engine.WaitForEnd(TestContext.Current.CancellationToken);
        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);

        Assert.Equal(atSource ? MigrationPhase.Cancelled : MigrationPhase.Failed, sent.Phase);
        Assert.Equal(atSource ? MigrationPhase.Failed : MigrationPhase.Cancelled, received.Phase);
        source.GetOn();
        AssertWaits(target);
        Assert.Equal("source", NameOf(disk, source, target));
    }

    [Fact]
    public void Cancel_OfATargetThatWaits_EndsTheWaiting()
    {
        var transport = new PeerTransport();
        using Rig target = Target(transport).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));

        target.Engine.Cancel();

        Assert.Equal(MigrationPhase.Cancelled, target.Engine.WaitForEnd(TestContext.Current.CancellationToken).Phase);
        AssertWaits(target);
    }

    [Fact]
    public void Source_WhoseDiskIsGone_StaysStoppedUntilItIsCancelledAgain()
    {
        var transport = new PeerTransport();
        var disk = new SharedDisk();
        using Rig source = Source(transport, disk).RunTo(5_000).Start();
        var thief = new SharedDisk.Drive(disk, isIncoming: true);
        var peer = new Thread(() =>
        {
            PeerTransport.Line line = transport.Accept();
            _ = SpinWait.SpinUntil(() => disk.Holder is null, TimeSpan.FromSeconds(20));
            lock (disk.Gate)
            {
                disk.Holder = thief;
            }

            line.Close();
        });
        peer.Start();

        MigrationStatus sent = source.Save(Request(SaveMode.Stopped, 0));
        peer.Join();
        ulong stoppedAt = source.Cpu.InstructionCount;
        source.Machine.Runner.RequestResume();
        MigrationException again = Assert.Throws<MigrationException>(() => source.Engine.Save(Request(SaveMode.Stopped, 0)));
        source.Engine.Cancel();
        MigrationPhase stillGone = source.Engine.Status.Phase;
        ulong count = source.Cpu.InstructionCount;
        lock (disk.Gate)
        {
            disk.Holder = null;
        }

        source.Engine.Cancel();

        Assert.Contains("stays stopped", sent.Error, StringComparison.Ordinal);
        Assert.Contains("cancel it again", again.Message, StringComparison.Ordinal);
        Assert.Equal(MigrationPhase.Failed, stillGone);
        Assert.Equal(stoppedAt, count);
        source.GetOn();
    }

    [Fact]
    public void Source_ThatHasGone_CannotBeSavedOrRestored()
    {
        var transport = new PeerTransport();
        using Rig source = Source(transport).RunTo(5_000).Start();
        using Rig target = Target(transport).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        Assert.Null(source.Save(Request(SaveMode.Stopped, 0)).Error);

        source.Engine.Cancel();
        source.Machine.Runner.RequestResume();

        Assert.Throws<MigrationException>(() => source.Engine.Save(Request(SaveMode.Stopped, 0)));
        Assert.Throws<MigrationException>(() => source.Engine.Restore(new RestoreRequest(PeerTransport.Uri)));
        AssertStands(source);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Conversation_WithDamagedBytes_LeavesOneMachineAtMost(int channels)
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("XEMU_STREAM_CONVERSATIONS") ?? "30", CultureInfo.InvariantCulture);
        long all = BytesOf(channels, hasDisk: false);
        int refused = 0;
        int went = 0;
        for (int i = 0; i < rounds; i++)
        {
            var random = new Random(Seed + i);
            var transport = new PeerTransport();
            int line = random.Next(channels + 1);

            // Structure is at the beginning of a main line, everywhere in its end, and in every packet of the others.
            long at = line > 0 ? random.NextInt64(8000) : random.Next(3) == 0 ? random.NextInt64(300) : random.NextInt64(all);
            byte bit = (byte)(1 << random.Next(8));
            try
            {
                _ = RunBent(transport, channels, line, at, bit) ? went++ : refused++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Conversation {i}, bit {bit:X2} of byte {at} on line {line} (XEMU_SEED={Seed}): {e.Message}", e);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {rounds} bent conversations: {went} went through, {refused} were refused");
        Assert.True(refused > 0);
    }

    /// <summary>A migration with one bit changed on the way.</summary>
    /// <returns>Whether it went through all the same.</returns>
    private static bool RunBent(PeerTransport transport, int channels, int line, long at, byte bit)
    {
        transport.OnForward = (number, position, piece) =>
        {
            if (number == line && at >= position && at < position + piece.Length)
            {
                piece[at - position] ^= bit;
            }
        };
        using Rig source = Source(transport, ram: 1 << 20, hot: 100).RunTo(2_000).Start();
        using Rig target = Target(transport, ram: 1 << 20, hot: 100).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        source.Engine.Save(Request(SaveMode.Stopped, channels));

        // A bent number of channels, or a length, may leave both waiting for the other: somebody gives up then.
        var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        MigrationStatus sent;
        try
        {
            sent = source.Engine.WaitForEnd(patience.Token);
        }
        catch (OperationCanceledException)
        {
            source.Engine.Cancel();
            sent = source.Engine.WaitForEnd(TestContext.Current.CancellationToken);
        }

        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("fault of the engine", sent.Error + received.Error, StringComparison.Ordinal);
        Assert.NotEqual("both", RunningOf(source, target));
        return sent.Phase == MigrationPhase.Completed;
    }

    private static Rig Source(PeerTransport transport, SharedDisk? disk = null, ulong ram = Ram, ulong hot = Hot) => Make(transport, disk, isIncoming: false, ram, hot);

    private static Rig Target(PeerTransport transport, SharedDisk? disk = null, ulong ram = Ram, ulong hot = Hot) => Make(transport, disk, isIncoming: true, ram, hot);

    private static Rig Make(PeerTransport transport, SharedDisk? disk, bool isIncoming, ulong ram, ulong hot) => disk is null
        ? new Rig(new MemoryTransport(), ram, hot, new EngineOptions { Transport = transport }, isIncoming)
        : new Rig(new MemoryTransport(), ram, hot, new EngineOptions { Transport = transport }, isIncoming, others: ("disk", new SharedDisk.Drive(disk, isIncoming)));

    private static SaveRequest Request(SaveMode mode, int channels) => new(PeerTransport.Uri) { Mode = mode, PageChannels = channels, RunsOn = false };

    private static SharedDisk.Drive Drive(Rig rig) => rig.Machine.Components.Select(static pair => pair.Value).OfType<SharedDisk.Drive>().Single();

    private static string NameOf(SharedDisk disk, Rig source, Rig target) => disk.Holder == Drive(source) ? "source" : disk.Holder == Drive(target) ? "target" : "nobody";

    /// <summary>How many bytes a migration takes that nothing disturbs.</summary>
    private static long BytesOf(int channels, bool hasDisk)
    {
        var transport = new PeerTransport();
        SharedDisk? disk = hasDisk ? new SharedDisk() : null;
        using Rig source = Source(transport, disk, 1 << 20, 100).RunTo(2_000).Start();
        using Rig target = Target(transport, disk, 1 << 20, 100).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        Assert.Null(source.Save(Request(SaveMode.Stopped, channels)).Error);
        return transport.Bytes;
    }

    private static string RunWithCut(int channels, bool hasDisk, long cut)
    {
        var transport = new PeerTransport { CutAfter = cut };
        SharedDisk? disk = hasDisk ? new SharedDisk() : null;
        using Rig source = Source(transport, disk, 1 << 20, 100).RunTo(2_000).Start();
        using Rig target = Target(transport, disk, 1 << 20, 100).Start();
        target.Engine.Restore(new RestoreRequest(PeerTransport.Uri));
        MigrationStatus sent = source.Save(Request(SaveMode.Stopped, channels));
        MigrationStatus received = target.Engine.WaitForEnd(TestContext.Current.CancellationToken);
        string running = RunningOf(source, target);
        Assert.True(running != "both", $"Cut at {cut}: both run. {sent.Error} {received.Error}");
        if (disk is not null && running != "none")
        {
            Assert.Equal(running, NameOf(disk, source, target));
        }

        if (running == "target")
        {
            _ = target.Stop();
            target.AssertIsLikeNew(100);
        }

        return running;
    }

    private static string RunningOf(Rig source, Rig target)
    {
        bool here = IsRunning(source);
        bool there = IsRunning(target);
        return here && there ? "both" : here ? "source" : there ? "target" : "none";
    }

    /// <summary>Whether a machine gets on; one that shall not is watched for a while.</summary>
    private static bool IsRunning(Rig rig)
    {
        ulong before = rig.Cpu.InstructionCount;
        return SpinWait.SpinUntil(() => rig.Cpu.InstructionCount > before + 10, TimeSpan.FromMilliseconds(150));
    }

    private static void AssertStands(Rig rig) => Assert.False(IsRunning(rig), "The machine runs.");

    private static void AssertWaits(Rig target)
    {
        AssertStands(target);
        Assert.Equal(0UL, target.Cpu.InstructionCount);
    }
}
