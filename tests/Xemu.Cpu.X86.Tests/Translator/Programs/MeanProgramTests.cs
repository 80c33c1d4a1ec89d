using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Programs that do what well-behaved ones avoid, under both engines.</summary>
/// <remarks>
/// XEMU_MEAN_PROGRAMS sets how many, XEMU_MEAN_SECONDS for how long at most, XEMU_MEAN_SEED the first one's seed, XEMU_MEAN_FAILURES how many failures are collected; into the file that XEMU_MEAN_NOTE names
/// goes the seed of the program that runs, for when the process dies of it.
/// </remarks>
public sealed class MeanProgramTests
{
    private const ulong UsualPrograms = 15_000;

    [Theory]
    [InlineData(TranslatorMemory.Window, UsualPrograms)]
    [InlineData(TranslatorMemory.Table, UsualPrograms / 3)]
    public void MeanPrograms_UnderBothEngines_AgreeAtEveryStop(TranslatorMemory memory, ulong usualPrograms)
    {
        Assert.True(X86.Translator.IsSupported(memory, out string? reason), reason);
        ulong first = Setting("XEMU_MEAN_SEED", 1);
        ulong programs = Setting("XEMU_MEAN_PROGRAMS", usualPrograms);
        var limit = TimeSpan.FromSeconds(Setting("XEMU_MEAN_SECONDS", 1_000_000));
        int mostFailures = (int)Setting("XEMU_MEAN_FAILURES", 10);
        List<string> wrong = [];
        var watch = Stopwatch.StartNew();
        using var note = new Note(Environment.GetEnvironmentVariable("XEMU_MEAN_NOTE"));
        using var pair = new MeanPair(memory);
        ulong done = 0;
        for (; done < programs && watch.Elapsed < limit && wrong.Count < mostFailures; done++)
        {
            MeanProgram program = MeanGenerator.Make(first + done);
            note.Write(program.Seed);
            if (pair.Run(program) is { } difference)
            {
                wrong.Add(Shrunk(pair, program with { Stops = program.Stops[..(difference.Stop + 1)] }, difference.Text));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{done} programs from seed {first} in {watch.Elapsed.TotalSeconds:F1} s, {done / watch.Elapsed.TotalSeconds:F0} a second; {pair.Instructions} instructions, {pair.BlocksTranslated} blocks translated, {pair.EndedEarly} programs ended early, {pair.GivenUp} given up; vectors {string.Join(' ', pair.Vectors.Select(static (count, vector) => $"{vector}:{count}"))}"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Shrunk(MeanPair pair, MeanProgram program, string difference)
    {
        MeanProgram small = MeanShrinker.Shrink(program, candidate => pair.Run(candidate)?.Stop);
        return MeanText.Of(small, pair.Run(small)?.Text ?? $"(does not come back) {difference}");
    }

    private static ulong Setting(string name, ulong usual) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : usual;

    /// <summary>Where the present seed is kept so that it outlives the process.</summary>
    private sealed class Note(string? path) : IDisposable
    {
        private readonly MemoryMappedFile? _file = path is null ? null : MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, 8);
        private MemoryMappedViewAccessor? _view;

        public void Write(ulong seed)
        {
            _view ??= _file?.CreateViewAccessor();
            _view?.Write(0, seed);
        }

        public void Dispose()
        {
            _view?.Dispose();
            _file?.Dispose();
        }
    }
}
