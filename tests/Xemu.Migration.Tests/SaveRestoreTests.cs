using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

public sealed class SaveRestoreTests
{
    public static TheoryData<SaveMode, int, int, bool, bool> Ways
    {
        get
        {
            var ways = new TheoryData<SaveMode, int, int, bool, bool>();
            foreach (SaveMode mode in Enum.GetValues<SaveMode>())
            {
                foreach ((int channels, int alignment) in new[] { (0, 1), (1, 512), (2, 4096), (3, 65536), (2, 1 << 20) })
                {
                    foreach (bool isLazy in new[] { false, true })
                    {
                        ways.Add(mode, channels, alignment, isLazy, alignment == 4096);
                    }
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Restore_OfAMachineThatWasSavedWhileItRan_IsThatOfTheInstant(SaveMode mode, int channels, int alignment, bool isLazy, bool isAtomic)
    {
        var transport = new MemoryTransport
        {
            Abilities = new() { IsSeekable = true, IsMultiChannel = true, IsAtomic = isAtomic, IsSparse = true, Alignment = alignment, MemoryAlignment = Math.Min(alignment, 4096) },
        };
        using (Rig source = new Rig(transport).RunTo(50_000).Start())
        {
            source.GetOn();
            MigrationStatus saved = source.Save(Rig.Request(mode, channels));
            Assert.Equal((MigrationPhase.Completed, null), (saved.Phase, saved.Error));
            source.GetOn();
        }

        using Rig target = new Rig(transport).Start();
        MigrationStatus restored = target.Restore(new RestoreRequest(Rig.Uri) { PageChannels = channels, IsLazy = isLazy });
        target.GetOn();
        _ = target.Stop();

        Assert.Equal((MigrationPhase.Completed, null), (restored.Phase, restored.Error));
        Assert.True(target.Cpu.InstructionCount > 50_000);
        target.AssertIsLikeNew();
    }

    [Theory]
    [InlineData(SaveMode.Stopped)]
    [InlineData(SaveMode.Live)]
    [InlineData(SaveMode.Background)]
    public void Save_WhileAThreadOfAComponentIsWriting_HasWhatItWrites(SaveMode mode)
    {
        const ulong Place = 1500 * IRamBlock.PageSize;
        const byte Written = 0xA5;
        var transport = new MemoryTransport();
        using (var writer = new LateWriter())
        using (Rig source = new Rig(transport, others: ("writer", writer)).RunTo(50_000).Start())
        {
            source.GetOn();
            writer.Begin(source.Machine.Ram, Place, Written);
            Assert.Null(source.Save(Rig.Request(mode)).Error);
        }

        using Rig target = new Rig(transport).Start();
        Assert.Null(target.Restore(new RestoreRequest(Rig.Uri)).Error);
        _ = target.Stop();

        using RamLease lease = target.Machine.Ram.Lease(Place, 1, RamAccess.Read);
        Assert.Equal(Written, lease.Span[0]);
    }
}
