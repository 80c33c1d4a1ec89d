namespace Xemu.Migration.Tests;

/// <summary>Host time that a test moves; timers fire on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Time goes on, and no timer notices.</summary>
    public void Skip(TimeSpan time) => _ = Interlocked.Add(ref _ticks, time.Ticks);

    /// <summary>A tick of every timer, whether or not it is due: what a busy host makes of them.</summary>
    public void Tick() => _timers.ForEach(static timer => timer.Fire());

    /// <summary>Time goes on, and timers tick when they should.</summary>
    public void Advance(TimeSpan time)
    {
        long end = _ticks + time.Ticks;
        while (_timers.Count > 0 && _timers.Min(static timer => timer.Due) is var due && due <= end)
        {
            _ticks = due;
            _timers.FindAll(timer => timer.Due == due).ForEach(static timer => timer.Fire());
        }

        _ticks = end;
    }

    private sealed class ManualTimer(ManualTime time, Action tick, TimeSpan period) : ITimer
    {
        public long Due { get; private set; } = time._ticks + period.Ticks;

        public void Fire()
        {
            Due += period.Ticks;
            tick();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
