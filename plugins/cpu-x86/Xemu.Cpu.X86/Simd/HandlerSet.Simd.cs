namespace Xemu.Cpu.X86;

/// <content>The MMX and SSE part.</content>
internal static unsafe partial class HandlerSet
{
    static partial void RegisterSimd(HandlerTable table) => SimdHandlers.Register(table);
}
