using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void Reporter_OverThreeSeconds_TellsTenTimesASecond()
    {
        var time = new ManualTime();
        using var publisher = new StatusPublisher(NullLogger.Instance);
        publisher.Begin("file:/a", isIncoming: false);
        using var reporter = new ProgressReporter(publisher, new SaveProgress(), time);
        int told = 0;
        using IDisposable subscription = publisher.Subscribe(_ => told++);

        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(30, told);
    }

    [Fact]
    public void Reporter_WhoseTicksComeLateAndAtOnce_TellsNoMoreThanTenTimesInAnySecond()
    {
        var time = new ManualTime();
        using var publisher = new StatusPublisher(NullLogger.Instance);
        publisher.Begin("file:/a", isIncoming: false);
        using var reporter = new ProgressReporter(publisher, new SaveProgress(), time);
        List<long> told = [];
        using IDisposable subscription = publisher.Subscribe(_ => told.Add(time.GetTimestamp()));

        for (int i = 0; i < 30; i++)
        {
            time.Skip(TimeSpan.FromMilliseconds(200));
            Enumerable.Range(0, 5).ToList().ForEach(_ => time.Tick());
        }

        Assert.InRange(told.Count, 10, 60);
        Assert.All(told, first => Assert.InRange(told.Count(at => at >= first && at < first + TimeSpan.TicksPerSecond), 1, 10));
    }

    [Fact]
    public void Reporter_OfAnEndedMigration_TellsNothing()
    {
        var time = new ManualTime();
        using var publisher = new StatusPublisher(NullLogger.Instance);
        publisher.Begin("file:/a", isIncoming: false);
        using var reporter = new ProgressReporter(publisher, new SaveProgress(), time);
        publisher.Update(static status => status with { Phase = MigrationPhase.Completed });
        int told = 0;
        using IDisposable subscription = publisher.Subscribe(_ => told++);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, told);
    }

    [Fact]
    public void Reporter_OfBytesThatGo_TellsTheRateAndTheTimeLeft()
    {
        var time = new ManualTime();
        using var publisher = new StatusPublisher(NullLogger.Instance);
        publisher.Begin("file:/a", isIncoming: false);
        var progress = new SaveProgress();
        progress.Begin(400);
        using var reporter = new ProgressReporter(publisher, progress, time);
        time.Advance(TimeSpan.FromSeconds(1));
        progress.Add(100, 0, 100 * 4096);

        time.Advance(TimeSpan.FromMilliseconds(500));

        // The window's first sample is of 0.6 s: 100 pages went in 0.9 s, 300 are left.
        MigrationStatus status = publisher.Current;
        Assert.Equal(409600 / 0.9, status.BytesPerSecond, 1.0);
        Assert.Equal((1500.0, 2700.0), (status.ElapsedMs, Math.Round(status.ExpectedMs ?? -1)));
    }

    [Fact]
    public void DirtyRate_OfACollection_CountsTheTimeSinceTheOneBefore()
    {
        var time = new ManualTime();
        var rate = new DirtyRate(time);
        time.Skip(TimeSpan.FromHours(1));
        rate.Begin();
        time.Skip(TimeSpan.FromSeconds(2));
        ulong first = rate.Next(1000);
        time.Skip(TimeSpan.FromSeconds(4));

        Assert.Equal((500UL, 250UL), (first, rate.Next(1000)));
    }

    [Fact]
    public void LiveSave_OfAGuestThatWrites_TellsDirtyPagesOverTheWholePass()
    {
        const ulong Pages = 2048 + 3;
        var time = new ManualTime();
        var transport = new MemoryTransport();
        using Rig source = new Rig(transport, time: time).RunTo(5000).Start();
        transport.OnOperation = (number, _) =>
        {
            // The first pass takes a second, in which the guest dirties pages.
            if (number == 0)
            {
                source.GetOn();
                time.Skip(TimeSpan.FromSeconds(1));
            }
        };
        ulong told = 0;
        using IDisposable subscription = source.Engine.Subscribe(status => told = status.Passes == 2 && told == 0 ? status.DirtyPagesPerSecond : told);

        Assert.Null(source.Save(Rig.Request(SaveMode.Live)).Error);

        Assert.InRange(told, 1UL, Pages);
    }
}
