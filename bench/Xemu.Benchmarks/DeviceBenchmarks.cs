using BenchmarkDotNet.Attributes;

namespace Xemu.Benchmarks;

/// <summary>Registers and timers as the machine reaches them, and a frame as a frontend reads it.</summary>
[MemoryDiagnoser]
public class DeviceBenchmarks
{
    private readonly HotPaths _paths = new();
    private readonly GpuMachine _gpu = new();

    [GlobalCleanup]
    public void Cleanup()
    {
        _paths.Dispose();
        _gpu.Dispose();
    }

    [Benchmark]
    public ulong MmioRead32() => _paths.ReadDevice();

    [Benchmark]
    public void MmioWrite32() => _paths.WriteDevice();

    /// <summary>The device takes whole words alone: the bus reads one and takes a byte of it.</summary>
    [Benchmark]
    public ulong MmioRead8() => _paths.ReadDeviceByte();

    /// <summary>As above, but RAM and registers in turn, which the space's memory of the last range does not help.</summary>
    [Benchmark]
    public ulong MmioThenRam() => _paths.ReadDevice() + _paths.ReadRam();

    /// <summary>PMC_BOOT_0 of the graphics chip.</summary>
    [Benchmark]
    public ulong Nv2aRegisterRead() => _gpu.Memory.ReadValue(GpuMachine.Registers, 4);

    [Benchmark]
    public void TimerArmAndCancel() => _paths.ArmAndCancel();

    /// <summary>Arm, let time pass, fire.</summary>
    [Benchmark]
    public void TimerArmAndFire() => _paths.ArmAndFire();

    [Benchmark]
    public int ReadFrame640x480x32() => _gpu.ReadFrame();
}
