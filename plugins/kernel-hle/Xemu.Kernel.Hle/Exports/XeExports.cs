namespace Xemu.Kernel.Hle;

/// <summary>Xe: sections of the program.</summary>
internal static class XeExports
{
    public static void Register(ExportTable exports)
    {
        exports.Serve("XeLoadSection", static call => call.Kernel.Program.Sections.Load(call[0]));
        exports.Serve("XeUnloadSection", static call => call.Kernel.Program.Sections.Unload(call[0]));
    }
}
