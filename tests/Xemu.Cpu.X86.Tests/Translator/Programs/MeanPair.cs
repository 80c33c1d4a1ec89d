using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Interpreter and translator, which must agree at every stop of every program.</summary>
internal sealed class MeanPair : IDisposable
{
    private readonly MeanGuest _expected = new(isTranslated: false);
    private MeanGuest _actual = new(isTranslated: true);
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

    /// <summary>Runs a program; null when both agree at each stop, else what differs.</summary>
    public string? Run(MeanProgram program)
    {
        MeanImage.Fill(program, _ram);
        byte[] state = _expected.StartOf(program);
        _expected.Load(_ram, state);
        _actual.Load(_ram, state);
        ulong until = 0;
        foreach (MeanStop stop in program.Stops)
        {
            until += stop.After;
            if (RunTo(until, out CpuExit exit) is { } difference)
            {
                return difference;
            }

            if (HasEnded(exit))
            {
                break;
            }

            _expected.Do(stop, program);
            _actual.Do(stop, program);
        }

        Instructions += _expected.Cpu.InstructionCount;
        CountVectors();
        return null;
    }

    public void Dispose()
    {
        _expected.Dispose();
        _actual.Dispose();
    }

    private string? RunTo(ulong until, out CpuExit exit)
    {
        exit = _expected.Cpu.Run(until);
        try
        {
            return Difference(exit, _actual.Cpu.Run(until));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a guest does, nothing may come out of an engine; its machine is not used again.
            _translatedBefore = BlocksTranslated;
            _actual.Dispose();
            _actual = new MeanGuest(isTranslated: true);
            return $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(static line => line.Contains("X86", StringComparison.Ordinal))}";
        }
    }

    /// <summary>Whether nothing comes any more: the processor halted or shut down, or its handlers fault before their first instruction.</summary>
    private bool HasEnded(CpuExit exit)
    {
        EndedEarly += exit is CpuExit.Halted or CpuExit.Shutdown ? 1u : 0;
        GivenUp += exit == CpuExit.Requested ? 1u : 0;
        return exit != CpuExit.CountReached;
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
