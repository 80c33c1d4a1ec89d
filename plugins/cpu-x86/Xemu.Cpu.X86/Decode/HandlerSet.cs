namespace Xemu.Cpu.X86;

/// <summary>Fills the one table of handlers, shared by all processors of the process and never changed afterwards.</summary>
internal static unsafe partial class HandlerSet
{
    public static readonly HandlerTable Table = Build();

    /// <summary>The x87 instructions; implemented in X87/.</summary>
    static partial void RegisterX87(HandlerTable table);

    /// <summary>MMX, SSE, FXSAVE, LDMXCSR, EMMS, prefetches and fences; implemented in Simd/.</summary>
    static partial void RegisterSimd(HandlerTable table);

    private static HandlerTable Build()
    {
        var table = new HandlerTable();
        Alu.Register(table);
        Unary.Register(table);
        Moves.Register(table);
        Conditions.Register(table);
        StackOps.Register(table);
        Shifts.Register(table);
        MulDiv.Register(table);
        Bits.Register(table);
        Bcd.Register(table);
        Jumps.Register(table);
        FlagOps.Register(table);
        Strings.Register(table);
        FarTransfers.Register(table);
        Iret.Register(table);
        SoftInterrupts.Register(table);
        SegmentOps.Register(table);
        FlagsPrivileged.Register(table);
        ControlRegisters.Register(table);
        DescriptorOps.Register(table);
        SystemOps.Register(table);
        Ports.Register(table);
        RegisterX87(table);
        RegisterSimd(table);
        return table;
    }
}
