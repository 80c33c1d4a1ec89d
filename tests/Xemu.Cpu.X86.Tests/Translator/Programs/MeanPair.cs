using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Interpreter and translator, which must agree at every stop of every program.</summary>
internal sealed class MeanPair(TranslatorMemory memory) : IDisposable
{
    private static readonly TimeSpan MostForReference = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostForTranslator = TimeSpan.FromSeconds(5);

    private readonly MeanGuest _expected = new(memory: null);
    private MeanGuest _actual = new(memory);
    private readonly MeanWatch _watch = new();
    private readonly byte[] _ram = new byte[MeanLayout.RamBytes];
    private ulong _translatedBefore;

    /// <summary>Instructions that were compared.</summary>
    public ulong Instructions { get; private set; }

    public ulong BlocksTranslated => _translatedBefore + ((X86.Translator)_actual.Cpu).BlocksTranslated;

    /// <summary>Programs that retire nothing any more, and are no test of engines.</summary>
    public ulong GivenUp { get; private set; }

    /// <summary>Programs that halted or shut the processor down before their last stop.</summary>
    public ulong EndedEarly { get; private set; }

    /// <summary>How often each vector stood in the log of a program's handlers at its end.</summary>
    public ulong[] Vectors { get; } = new ulong[32];

    /// <summary>Runs a program; null when both agree, else what differs, and at which stop.</summary>
    public (int Stop, string Text)? Run(MeanProgram program)
    {
        MeanImage.Fill(program, _ram);
        byte[] state = _expected.StartOf(program);
        _expected.Load(_ram, state);
        _actual.Load(_ram, state);
        ulong until = 0;
        for (int i = 0; i < program.Stops.Length; i++)
        {
            until += program.Stops[i].After;
            CpuExit expected = _watch.Run(_expected.Cpu, until, MostForReference);
            if (expected == CpuExit.Requested)
            {
                GivenUp++;
                break;
            }

            CpuExit actual;
            try
            {
                actual = _watch.Run(_actual.Cpu, until, MostForTranslator);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever a guest does, nothing may come out of an engine; its machine is not used again.
                _translatedBefore = BlocksTranslated;
                _actual.Dispose();
                _actual = new MeanGuest(memory);
                return (i, $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(static line => line.Contains("X86", StringComparison.Ordinal))}");
            }

            if (Difference(expected, actual) is { } difference)
            {
                return (i, difference);
            }

            if (expected is CpuExit.Halted or CpuExit.Shutdown)
            {
                EndedEarly++;
                break;
            }

            _expected.Do(program.Stops[i], program);
            _actual.Do(program.Stops[i], program);
        }

        Instructions += _expected.Cpu.InstructionCount;
        CountVectors();
        return null;
    }

    public void Dispose()
    {
        _watch.Dispose();
        _expected.Dispose();
        _actual.Dispose();
    }

    private void CountVectors()
    {
        for (uint entry = MeanLayout.Log; entry < MeanLayout.Log + MeanLayout.PageBytes; entry += 32)
        {
            uint vector = BitConverter.ToUInt32(_expected.Ram[(int)entry..]);
            uint eip = BitConverter.ToUInt32(_expected.Ram[((int)entry + 8)..]);
            if (vector < 32 && (vector | eip) != 0)
            {
                Vectors[vector]++;
            }
        }
    }

    private string? Difference(CpuExit expected, CpuExit actual)
    {
        if (expected == actual && _expected.State.SequenceEqual(_actual.State) && _expected.Ram.SequenceEqual(_actual.Ram) && _expected.Device.Digest == _actual.Device.Digest)
        {
            return null;
        }

        List<string> lines = [];
        Add(lines, "exit", expected, actual);
        Add(lines, "count", _expected.Cpu.InstructionCount, _actual.Cpu.InstructionCount);
        foreach ((CpuRegister left, CpuRegister right) in _expected.Cpu.Registers.Zip(_actual.Cpu.Registers))
        {
            Add(lines, left.Name, $"{left.Value:X}", $"{right.Value:X}");
        }

        Add(lines, "device", _expected.Device.Digest, _actual.Device.Digest);
        for (int i = 0; i < MeanLayout.RamBytes && lines.Count < 40; i += 4)
        {
            Add(lines, $"[{i:X5}]", $"{BitConverter.ToUInt32(_expected.Ram[i..]):X8}", $"{BitConverter.ToUInt32(_actual.Ram[i..]):X8}");
        }

        return lines.Count == 0 ? "saved state that is no register" : string.Join("; ", lines);
    }

    private static void Add<T>(List<string> lines, string name, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            lines.Add($"{name} {expected} / {actual}");
        }
    }
}
