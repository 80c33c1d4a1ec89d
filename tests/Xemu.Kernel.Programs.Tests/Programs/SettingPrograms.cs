using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Settings of the console.</summary>
internal static class SettingPrograms
{
    private const int Language = 7;
    private const uint Filler = 0xCCCC_CCCC;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // Status, type and length of a setting of four bytes, and what is behind it in a longer buffer and behind that.
        ["setting-in-a-longer-buffer"] = new(LongerBuffer, [0, 4, 4, 0, 0, Filler]),
    };

    private static void LongerBuffer(ProgramText t)
    {
        (uint value, uint type, uint length) = (t.Data.Variable(16), t.Data.Variable(), t.Data.Variable());
        for (uint i = 0; i < 4; i++)
        {
            t.C.mov(At(value + (4 * i)), Filler);
        }

        t.ReportCall("ExQueryNonVolatileSetting", Language, type, value, 12, length);
        t.Report(At(type));
        t.Report(At(length));
        t.Report(At(value + 4));
        t.Report(At(value + 8));
        t.Report(At(value + 12));
        t.Program.End();
    }
}
