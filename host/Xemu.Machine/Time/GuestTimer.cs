using Xemu.Abstractions.Time;

namespace Xemu.Machine;

/// <summary>A timer of <see cref="MachineClock"/>.</summary>
internal sealed class GuestTimer(MachineClock clock, string name, Action expired) : IGuestTimer
{
    public string Name { get; } = name;

    public bool IsArmed { get; private set; }

    public ulong DeadlineNs { get; private set; }

    public void Arm(ulong deadlineNs)
    {
        IsArmed = true;
        DeadlineNs = deadlineNs;
        clock.Update();
    }

    public void Cancel()
    {
        if (IsArmed)
        {
            IsArmed = false;
            clock.Update();
        }
    }

    public void Dispose()
    {
        IsArmed = false;
        clock.Remove(this);
    }

    internal void Fire()
    {
        IsArmed = false;
        clock.Update();
        expired();
    }
}
