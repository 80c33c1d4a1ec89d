using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Programs that do what well-behaved ones avoid, under both engines.</summary>
/// <remarks>
/// XEMU_MEAN_PROGRAMS sets how many, XEMU_MEAN_SECONDS for how long at most, XEMU_MEAN_SEED the first batch's seed (the next batch has the next), XEMU_MEAN_THREADS on how many threads,
/// XEMU_MEAN_FAILURES how many failures are collected; into the file that XEMU_MEAN_NOTE names each thread puts the seed of its batch, for when the process dies of it.
/// </remarks>
public sealed class MeanProgramTests
{
    private const int UsualPrograms = 200_000;
    private const int Batch = 1000;

    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ulong _seed = Setting("XEMU_MEAN_SEED", 1);
    private readonly ulong _batches = (Setting("XEMU_MEAN_PROGRAMS", UsualPrograms) + Batch - 1) / Batch;
    private readonly TimeSpan _limit = TimeSpan.FromSeconds(Setting("XEMU_MEAN_SECONDS", 1_000_000));
    private readonly ulong _mostFailures = Setting("XEMU_MEAN_FAILURES", 10);
    private readonly int _threads = (int)Setting("XEMU_MEAN_THREADS", (ulong)Math.Min(Environment.ProcessorCount, 8));
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _taken = -1;
    private long _done;

    [Fact]
    public void MeanPrograms_UnderBothEngines_AgreeAtEveryStop()
    {
        Assert.True(X86.Translator.IsSupported(out string? reason), reason);
        MeanPair[] pairs = [.. Enumerable.Range(0, _threads).Select(static _ => new MeanPair())];
        using (var note = new Note(Environment.GetEnvironmentVariable("XEMU_MEAN_NOTE"), _threads))
        {
            Thread[] threads = [.. pairs.Select((pair, i) => new Thread(() => Work(new MeanCheck(pair.Run), seed => note.Write(i, seed))))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
        }

        Tell(pairs);
        Array.ForEach(pairs, static pair => pair.Dispose());
        Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong));
    }

    [Fact]
    public void ProgramThatFails_IsToldAsTheOneInstructionThatMatters()
    {
        byte[] cpuid = [0x0F, 0xA2];
        var check = new MeanCheck(program => program.Slots.Any(slot => slot.Any(instruction => instruction.AsSpan().SequenceEqual(cpuid))) ? "CPUID" : null);

        string told = check.Run(seed: 1, programs: 10_000) ?? string.Empty;

        // The seed with the difference, four lines of surroundings, and the instruction.
        string[] lines = told.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("interpreter / translator: CPUID", lines[0], StringComparison.Ordinal);
        Assert.Contains("0FA2", Assert.Single(lines[5..]), StringComparison.Ordinal);
    }

    private void Work(MeanCheck check, Action<ulong> note)
    {
        while (_watch.Elapsed < _limit && (ulong)_wrong.Count < _mostFailures)
        {
            ulong batch = (ulong)Interlocked.Increment(ref _taken);
            if (batch >= _batches)
            {
                return;
            }

            note(_seed + batch);
            if (check.Run(_seed + batch, Batch) is { } wrong)
            {
                _wrong.Enqueue(wrong);
            }

            _ = Interlocked.Add(ref _done, Batch);
        }
    }

    private void Tell(MeanPair[] pairs)
    {
        double seconds = _watch.Elapsed.TotalSeconds;
        string vectors = string.Join(' ', Enumerable.Range(0, 32).Select(vector => $"{vector}:{pairs.Sum(pair => (long)pair.Vectors[vector])}"));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_done} programs in batches from seed {_seed} on {_threads} threads in {seconds:F1} s, {_done / seconds:F0} a second; {pairs.Sum(static pair => (long)pair.Instructions)} instructions, {pairs.Sum(static pair => (long)pair.BlocksTranslated)} blocks translated, {pairs.Sum(static pair => (long)pair.EndedEarly)} programs ended early, {pairs.Sum(static pair => (long)pair.GivenUp)} given up; vectors {vectors}"));
    }

    private static ulong Setting(string name, ulong usual) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : usual;

    /// <summary>Where the present seeds are kept so that they outlive the process.</summary>
    private sealed class Note : IDisposable
    {
        private readonly MemoryMappedFile? _file;
        private readonly MemoryMappedViewAccessor? _view;

        public Note(string? path, int threads)
        {
            _file = path is null ? null : MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, sizeof(ulong) * threads);
            _view = _file?.CreateViewAccessor();
        }

        public void Write(int thread, ulong seed) => _view?.Write(sizeof(ulong) * thread, seed);

        public void Dispose()
        {
            _view?.Dispose();
            _file?.Dispose();
        }
    }
}
