namespace Xemu.Kernel.Hle;

/// <summary>Dbg: messages for a debugger, which go to the log.</summary>
internal static class DbgExports
{
    public static void Register(ExportTable exports)
    {
        exports.Serve("DbgPrint", Print);
        exports.Serve("DbgPrompt", static _ => 0);
        exports.Serve("DbgLoadImageSymbols", static _ => 0);
        exports.Serve("DbgUnLoadImageSymbols", static _ => 0);
        exports.Serve("RtlAssert", Assert);
        exports.Serve("RtlRip", Rip);
    }

    private static uint Print(KernelCall call)
    {
        call.Kernel.DebugText(GuestFormat.Format(call, call[0], call.StackArguments + 4, int.MaxValue));
        return NtStatus.Success;
    }

    /// <summary>(FailedAssertion, FileName, LineNumber, Message).</summary>
    private static uint Assert(KernelCall call)
    {
        string message = call[3] == 0 ? string.Empty : $" {call.Memory.ReadText(call[3], 256)}";
        call.Kernel.DebugText($"Assertion failed: {call.Memory.ReadText(call[0], 256)} in {call.Memory.ReadText(call[1], 256)}, line {call[2]}.{message}");
        return 0;
    }

    /// <summary>(ApiName, Expression, Message): each may be 0.</summary>
    private static uint Rip(KernelCall call)
    {
        string Text(int index) => call[index] == 0 ? string.Empty : call.Memory.ReadText(call[index], 256);
        call.Kernel.DebugText($"RIP {Text(0)}: {Text(1)} {Text(2)}");
        return 0;
    }
}
