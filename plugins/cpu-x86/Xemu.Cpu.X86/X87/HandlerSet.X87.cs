namespace Xemu.Cpu.X86;

/// <content>The x87 instructions.</content>
internal static partial class HandlerSet
{
    static partial void RegisterX87(HandlerTable table) => X87Handlers.Register(table);
}
