namespace Xemu.Gpu.Benchmarks;

/// <summary>Times something that is done again and again.</summary>
internal static class Measurement
{
    /// <summary>How often it was done in a second, the best of three rounds after a warm-up as long.</summary>
    public static double Best(double seconds, Action action)
    {
        Rate(seconds, action);
        return Enumerable.Range(0, 3).Max(_ => Rate(seconds, action));
    }

    /// <summary>Bytes that doing it once allocates on this thread.</summary>
    public static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>By processor time, which other programs of the machine do not take.</summary>
    private static double Rate(double seconds, Action action)
    {
        TimeSpan start = Environment.CpuUsage.UserTime;
        int runs = 0;
        TimeSpan used;
        do
        {
            action();
            runs++;
            used = Environment.CpuUsage.UserTime - start;
        }
        while (used.TotalSeconds < seconds);
        return runs / used.TotalSeconds;
    }
}
