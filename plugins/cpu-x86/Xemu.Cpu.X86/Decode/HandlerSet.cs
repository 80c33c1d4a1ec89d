namespace Xemu.Cpu.X86;

/// <summary>Fills the one table of handlers, shared by all processors of the process and never changed afterwards.</summary>
internal static partial class HandlerSet
{
    public static readonly HandlerTable Table = Build();

    /// <summary>The x87 instructions; implemented in X87/.</summary>
    static partial void RegisterX87(HandlerTable table);

    /// <summary>MMX, SSE, FXSAVE, LDMXCSR, EMMS, prefetches and fences; implemented in Simd/.</summary>
    static partial void RegisterSimd(HandlerTable table);

    private static HandlerTable Build()
    {
        var table = new HandlerTable();
        RegisterX87(table);
        RegisterSimd(table);
        return table;
    }
}
