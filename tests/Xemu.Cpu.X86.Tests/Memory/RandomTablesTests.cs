using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Both engines against a processor that keeps no translation from one instruction to the next.</summary>
public sealed unsafe class RandomTablesTests
{
    private const int Operations = 60;
    private const int Rounds = 40;
    private const ulong Limit = 200_000;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void RandomChanges_UnderBothEngines_AreWhatFreshWalksSee(bool isPae, bool isUser)
    {
        int programs = Setting("XEMU_PROGRAMS", 12);
        int seed = Setting("XEMU_SEED", 1);
        List<string> wrong = [];
        ulong translated = 0;
        for (int i = 0; i < programs; i++)
        {
            int number = (seed * 1_000_003) + i;
            using Guest fresh = Make(number, isTranslated: false);
            using Guest interpreted = Make(number, isTranslated: false);
            using Guest native = Make(number, isTranslated: true);

            string expected = Walk(fresh);
            Compare(wrong, $"Program {i} of seed {seed}, interpreted", expected, Run(interpreted));
            Compare(wrong, $"Program {i} of seed {seed}, translated", expected, Run(native));
            translated += ((X86.Translator)native.Cpu).BlocksTranslated;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(translated > 0);

        Guest Make(int number, bool isTranslated) => new RandomTables(number, isPae, isUser).Make(isTranslated, Operations, Rounds);
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : usual;

    private static void Compare(List<string> wrong, string name, string expected, string actual)
    {
        if (expected != actual)
        {
            wrong.Add($"{name}:\n  {expected}\n  {actual}");
        }
    }

    /// <summary>Runs with everything forgotten before each instruction.</summary>
    private static string Walk(Guest guest)
    {
        CpuExit exit = CpuExit.CountReached;
        while (exit == CpuExit.CountReached && guest.Cpu.InstructionCount < Limit)
        {
            guest.Cpu.Host.Spaces.Clear();
            exit = guest.Cpu.Run(guest.Cpu.InstructionCount + 1);
        }

        return Outcome(guest, exit);
    }

    private static string Run(Guest guest) => Outcome(guest, guest.Cpu.Run(Limit));

    private static string Outcome(Guest guest, CpuExit exit) =>
        $"{exit} {guest.Cpu.InstructionCount} {string.Join(' ', guest.Cpu.Registers.Take(20).Select(static r => $"{r.Name}={r.Value:X}"))} {guest.RamHash()}";
}
