using BenchmarkDotNet.Attributes;
using Xemu.Abstractions.Memory;

namespace Xemu.Benchmarks;

/// <summary>RAM as devices reach it: by address, and by lease.</summary>
[MemoryDiagnoser]
public class MemoryBenchmarks
{
    private readonly HotPaths _paths = new();

    [GlobalCleanup]
    public void Cleanup() => _paths.Dispose();

    [Benchmark]
    public ulong Read32() => _paths.ReadRam();

    [Benchmark]
    public void Write32() => _paths.WriteRam();

    [Benchmark]
    public void Read4KiB() => _paths.ReadPage();

    [Benchmark]
    public void Write4KiB() => _paths.WritePage();

    [Benchmark]
    public int LeaseForRead() => _paths.Lease(RamAccess.Read);

    [Benchmark]
    public int LeaseForWrite() => _paths.Lease(RamAccess.Write);
}
