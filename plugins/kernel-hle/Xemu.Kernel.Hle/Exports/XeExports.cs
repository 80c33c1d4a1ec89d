namespace Xemu.Kernel.Hle;

/// <summary>Xe: sections of the program.</summary>
internal static class XeExports
{
    public static void Register(ExportTable exports)
    {
        exports.Serve("XeLoadSection", static call => call.Kernel.Program.LoadSection(call[0]));
        exports.Serve("XeUnloadSection", static call => call.Kernel.Program.UnloadSection(call[0]));
    }
}
