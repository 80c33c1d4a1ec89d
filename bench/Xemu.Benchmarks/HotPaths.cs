using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Time;
using Xemu.Testing;

namespace Xemu.Benchmarks;

/// <summary>Single steps of the paths that a running machine takes most; benchmarks time them, the gate counts what they allocate.</summary>
internal sealed class HotPaths : IDisposable
{
    private const ulong DeviceAddress = 0xF000_0000;
    private const ulong RamMask = 0xF_FFF0;
    private const ulong TimerPeriodNs = 1000;
    private const ulong NeverNs = 1UL << 62;

    /// <summary>About as many as the console's machine has armed at once.</summary>
    private const int OtherTimers = 8;

    private readonly TestMachine _machine = new(1 << 20);
    private readonly CountingDevice _device = new();
    private readonly byte[] _page = new byte[IRamBlock.PageSize];
    private readonly IGuestTimer _timer;
    private ulong _address;

    public HotPaths()
    {
        _ = _machine.Memory.MapIo("device", DeviceAddress, 0x1000, _device);
        for (int i = 0; i < OtherTimers; i++)
        {
            _machine.Clock.CreateTimer($"other-{i}", static () => { }).Arm(NeverNs + (ulong)i);
        }

        _timer = _machine.Clock.CreateTimer("timer", () => Fired++);
    }

    public ulong Fired { get; private set; }

    public ulong DeviceWrites => _device.Writes;

    public ulong ReadRam() => _machine.Memory.ReadValue(Next(), 4);

    public void WriteRam() => _machine.Memory.WriteValue(Next(), 4, _address);

    public void ReadPage() => _machine.Memory.Read(Next() & ~0xFFFUL, _page);

    public void WritePage() => _machine.Memory.Write(Next() & ~0xFFFUL, _page);

    public int Lease(RamAccess access)
    {
        using RamLease lease = _machine.Ram.Lease(Next(), 16, access);
        return lease.Span[0];
    }

    public ulong ReadDevice() => _machine.Memory.ReadValue(DeviceAddress + (Next() & 0xFFF), 4);

    public void WriteDevice() => _machine.Memory.WriteValue(DeviceAddress + (Next() & 0xFFF), 4, _address);

    public ulong ReadDeviceByte() => _machine.Memory.ReadValue(DeviceAddress + (Next() & 0xFFF) + 1, 1);

    public void ArmAndCancel()
    {
        _timer.Arm(_machine.Clock.NowNs + TimerPeriodNs);
        _timer.Cancel();
    }

    public void ArmAndFire()
    {
        _timer.Arm(_machine.Clock.NowNs + TimerPeriodNs);
        _machine.Advance(TimerPeriodNs);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _machine.Dispose();
    }

    /// <summary>Walks over the RAM a page and a line at a time.</summary>
    private ulong Next() => _address = (_address + 4096 + 64) & RamMask;
}
