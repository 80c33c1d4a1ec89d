using Xemu.Abstractions.Migration;
using Xemu.Machine;

namespace Xemu.Migration.Tests;

/// <summary>Whatever fails, and whenever: the earlier file is as it was, the machine runs on, and the error says what happened.</summary>
public sealed class FaultTests
{
    public static TheoryData<SaveMode, bool> Modes
    {
        get
        {
            var modes = new TheoryData<SaveMode, bool>();
            foreach (SaveMode mode in Enum.GetValues<SaveMode>())
            {
                modes.Add(mode, false);
                modes.Add(mode, true);
            }

            return modes;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Save_ThatFailsOrIsCancelledAtAnyOperation_LeavesTheOldFileAndARunningMachine(SaveMode mode, bool cancels)
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport, ramBytes: 2 << 20, hotPages: 300).RunTo(5_000).Start())
        {
            Assert.Null(source.Save(Rig.Request(mode)).Error);
            MemoryFile old = transport.Files[Rig.Uri];
            int failures = 0;
            for (int at = 0; ; at++)
            {
                int fatal = at;
                transport.Operations = 0;
                transport.OnOperation = (number, what) =>
                {
                    if (number == fatal && cancels && what != "commit")
                    {
                        source.Engine.Cancel();
                    }
                    else if (number == fatal)
                    {
                        throw new IOException($"Fault {fatal} in {what}.");
                    }
                };
                MigrationStatus status = source.Save(Rig.Request(mode));
                transport.OnOperation = null;
                if (transport.Operations <= fatal)
                {
                    Assert.Equal(MigrationPhase.Completed, status.Phase);
                    break;
                }

                Assert.True(status.Phase is MigrationPhase.Failed or MigrationPhase.Cancelled, status.ToString());
                Assert.True(status.Phase == MigrationPhase.Cancelled || status.Error!.Contains($"Fault {fatal} in", StringComparison.Ordinal), status.Error);
                Assert.Same(old, transport.Files[Rig.Uri]);
                source.GetOn(50);
                failures++;
            }

            Assert.True(failures > 5, $"Only {failures} faults were met.");
            source.GetOn(50);
        }

        using Rig target = new Rig(transport, ramBytes: 2 << 20, hotPages: 300).Start();
        Assert.Null(target.Restore(new RestoreRequest(Rig.Uri)).Error);
        _ = target.Stop();
        target.AssertIsLikeNew(300);
    }

    [Fact]
    public void Save_InPlaceThatFails_LeavesNothingThatLooksWhole()
    {
        var transport = new MemoryTransport { Abilities = new() { IsSeekable = true, IsMultiChannel = true } };
        using Rig source = new Rig(transport).RunTo(5_000).Start();
        Assert.Null(source.Save(Rig.Request()).Error);

        // The second flush comes when all but the magic is there.
        int flushes = 0;
        transport.OnOperation = (_, what) =>
        {
            flushes += what == "flush" ? 1 : 0;
            if (flushes == 2 && what == "write")
            {
                throw new IOException("The disk is full.");
            }
        };
        MigrationStatus status = source.Save(Rig.Request());
        transport.OnOperation = null;

        Assert.Equal(MigrationPhase.Failed, status.Phase);
        MigrationException refused = Assert.Throws<MigrationException>(() => source.Engine.Restore(new RestoreRequest(Rig.Uri)));
        Assert.Contains("it is no snapshot, or its writer did not finish", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restore_LazyFromAFileThatFails_EndsTheMachineWithPageAndCause(bool isDamaged)
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport).RunTo(50_000).Start())
        {
            Assert.Null(source.Save(Rig.Request()).Error);
        }

        using Rig target = new Rig(transport).Start();
        if (isDamaged)
        {
            Damage(transport);
        }
        else
        {
            // The file goes away once the machine runs: it is the prefetcher that finds out.
            transport.OnOperation = static (_, _) =>
            {
                if (Thread.CurrentThread.Name == "xemu-migration-prefetch")
                {
                    throw new IOException("The file server is gone.");
                }
            };
        }

        MigrationStatus status = target.Restore(new RestoreRequest(Rig.Uri) { IsLazy = true });
        RunResult end = target.End();

        Assert.Null(status.Error);
        Assert.Equal(1, end.ExitCode);
        Assert.Contains("cannot be read from 'file:/memory/snapshot'", end.Reason, StringComparison.Ordinal);
        Assert.Contains(isDamaged ? "not as they were written" : "The file server is gone.", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_EagerFromADamagedFile_SaysThatTheMachineIsLost()
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport).RunTo(50_000).Start())
        {
            Assert.Null(source.Save(Rig.Request()).Error);
        }

        Damage(transport);
        using Rig target = new Rig(transport).Start();
        MigrationStatus status = target.Restore(new RestoreRequest(Rig.Uri));
        Assert.Equal(MigrationPhase.Failed, status.Phase);
        RunResult end = target.End();

        Assert.Contains("the machine ends", status.Error, StringComparison.Ordinal);
        Assert.Equal((1, status.Error), (end.ExitCode, end.Reason));
    }

    [Fact]
    public void Restore_OfAnotherMachine_IsRefusedAndTheMachineRunsOn()
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport, ramBytes: 4 << 20).RunTo(1000).Start())
        {
            Assert.Null(source.Save(Rig.Request()).Error);
        }

        using Rig target = new Rig(transport).RunTo(1000).Start();
        MigrationStatus status = target.Restore(new RestoreRequest(Rig.Uri));
        target.GetOn();
        _ = target.Stop();

        Assert.Contains("its RAM blocks are ram (4194304 bytes)", status.Error, StringComparison.Ordinal);
        target.AssertIsLikeNew();
    }

    [Fact]
    public void Restore_OfANewerState_IsRefusedAndTheMachineRunsOn()
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport).RunTo(1000))
        {
            source.Cpu.StateVersion = 2;
            source.Start();
            Assert.Null(source.Save(Rig.Request()).Error);
        }

        using Rig target = new Rig(transport).RunTo(1000).Start();
        MigrationStatus status = target.Restore(new RestoreRequest(Rig.Uri));
        target.GetOn();

        Assert.Contains("State of 'cpu' has version 2, this build knows 1 to 1", status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_WhilePagesAreStillInTheFile_HasThemAll()
    {
        var transport = new MemoryTransport();
        using (Rig source = new Rig(transport).RunTo(50_000).Start())
        {
            Assert.Null(source.Save(Rig.Request()).Error);
        }

        using (Rig middle = new Rig(transport).Start())
        {
            transport.OnOperation = static (_, what) => Thread.Sleep(what == "read" ? 5 : 0);
            Assert.Null(middle.Restore(new RestoreRequest(Rig.Uri) { IsLazy = true }).Error);
            Assert.Null(middle.Save(Rig.Request(SaveMode.Background, uri: "file:/second")).Error);
            transport.OnOperation = null;
        }

        using Rig target = new Rig(transport).Start();
        Assert.Null(target.Restore(new RestoreRequest("file:/second")).Error);
        _ = target.Stop();
        target.AssertIsLikeNew();
    }

    [Fact]
    public void Save_WhileAnotherIsUnderWay_IsRefused()
    {
        var transport = new MemoryTransport();
        using Rig source = new Rig(transport).Start();
        using var gate = new ManualResetEventSlim();
        transport.OnOperation = (_, _) => gate.Wait();
        source.Engine.Save(Rig.Request());

        MigrationException refused = Assert.Throws<MigrationException>(() => source.Engine.Save(Rig.Request()));

        gate.Set();
        Assert.Contains("is under way", refused.Message, StringComparison.Ordinal);
        Assert.Equal(MigrationPhase.Completed, source.WaitForEnd().Phase);
    }

    /// <summary>Changes a byte in each of several pages: a single one may be a page of zeros, which is not in the file.</summary>
    private static void Damage(MemoryTransport transport)
    {
        for (int page = 0; page < 8; page++)
        {
            byte[] one = new byte[1];
            transport.Files[Rig.Uri].Read((1 << 20) + (page * 4096) + 17, one);
            transport.Files[Rig.Uri].Write((1 << 20) + (page * 4096) + 17, [(byte)~one[0]]);
        }
    }
}
