namespace Xemu.Cpu.X86;

/// <summary>How many mappings of the kernel windows may hold together; any thread.</summary>
internal sealed class MappingBudget(int limit)
{
    private int _used;

    /// <summary>That of all windows of the process: the kernel gives it 65,530 mappings for everything (vm.max_map_count).</summary>
    public static MappingBudget Process { get; } = new(50_000);

    /// <summary>Mappings that can still be had; less than 0 when the last changes took more than there was.</summary>
    public int Left => limit - Volatile.Read(ref _used);

    /// <summary>Takes mappings, or gives them back.</summary>
    public void Take(int mappings) => Interlocked.Add(ref _used, mappings);
}
