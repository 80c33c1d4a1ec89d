using Xemu.Abstractions.Time;

namespace Xemu.Conformance;

/// <summary>What every clock must pass.</summary>
public abstract class ClockConformance
{
    /// <summary>The clock under test, at any time.</summary>
    protected abstract IClock Clock { get; }

    /// <summary>Lets guest time pass and fires what is due.</summary>
    protected abstract void Advance(ulong nanoseconds);

    [Fact]
    public void Timers_OfDifferentDeadlines_FireInOrderAtTheirTime()
    {
        List<(string Name, ulong At)> fired = [];
        ulong start = Clock.NowNs;
        using IGuestTimer late = Clock.CreateTimer("late", () => fired.Add(("late", Clock.NowNs - start)));
        using IGuestTimer early = Clock.CreateTimer("early", () => fired.Add(("early", Clock.NowNs - start)));
        late.Arm(start + 2_000);
        early.Arm(start + 1_000);

        Advance(10_000);

        Assert.Equal([("early", 1_000ul), ("late", 2_000ul)], fired);
    }

    [Fact]
    public void Timer_ArmedAgainInItsCallback_FiresPeriodically()
    {
        int count = 0;
        IGuestTimer? timer = null;
        timer = Clock.CreateTimer("periodic", () =>
        {
            count++;
            timer!.Arm(timer.DeadlineNs + 100);
        });
        timer.Arm(Clock.NowNs + 100);

        Advance(1_050);

        Assert.Equal(10, count);
        timer.Dispose();
    }

    [Fact]
    public void Timer_CancelledOrDisposed_DoesNotFire()
    {
        int count = 0;
        using IGuestTimer cancelled = Clock.CreateTimer("cancelled", () => count++);
        IGuestTimer disposed = Clock.CreateTimer("disposed", () => count++);
        cancelled.Arm(Clock.NowNs + 10);
        disposed.Arm(Clock.NowNs + 10);
        cancelled.Cancel();
        disposed.Dispose();

        Advance(100);

        Assert.Equal(0, count);
        Assert.False(cancelled.IsArmed);
    }

    [Fact]
    public void Timer_ArmedInThePast_FiresAtOnce()
    {
        int count = 0;
        Advance(1_000);
        using IGuestTimer timer = Clock.CreateTimer("past", () => count++);
        timer.Arm(Clock.NowNs - 500);

        Advance(1);

        Assert.Equal(1, count);
    }
}
