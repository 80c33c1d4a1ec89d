using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.State;

namespace Xemu.Machine;

/// <summary>Two machines of one make-up in deterministic time that get the same inputs, one after the other, and must agree in every bit.</summary>
/// <remarks>One thread.</remarks>
public sealed class LockstepPair : IDisposable
{
    private readonly string _cpuId;
    private readonly Dictionary<string, IStateful> _firstState;
    private readonly Dictionary<string, IStateful> _secondState;
    private RunResult? _firstEnd;
    private RunResult? _secondEnd;

    /// <summary>Pairs two machines that have been powered on and have not run.</summary>
    /// <param name="first">The one whose outputs count.</param>
    /// <param name="second">The one that is right.</param>
    /// <exception cref="ArgumentException">They are not of one make-up, or not in deterministic time.</exception>
    public LockstepPair(VirtualMachine first, VirtualMachine second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        First = first;
        Second = second;
        Check(first, second);
        _cpuId = first.Components.First(pair => pair.Value == first.Cpu).Key;
        _firstState = new(first.State.Stateful, StringComparer.Ordinal);
        _secondState = new(second.State.Stateful, StringComparer.Ordinal);
        Ram = [.. first.Blocks.Zip(second.Blocks, static (a, b) => new RamWatch(a, b))];
        first.Inputs.IsHeld = true;
        second.Inputs.IsHeld = true;
        first.Runner.RefusesOutsideResets = true;
    }

    /// <summary>The first machine.</summary>
    public VirtualMachine First { get; }

    /// <summary>The second machine.</summary>
    public VirtualMachine Second { get; }

    /// <summary>What is disposed with the pair, or null: the machines, where nobody else has them.</summary>
    public IDisposable? Owned { get; init; }

    internal IReadOnlyList<RamWatch> Ram { get; }

    /// <summary>The checkpoint that was loaded last.</summary>
    internal LockstepCheckpoint? Loaded { get; set; }

    /// <summary>Whether both machines ended the last slice for the same reason.</summary>
    internal bool BothEnded => _firstEnd == _secondEnd;

    /// <summary>Inputs that have come from outside, for the beginning of the next slice.</summary>
    internal IReadOnlyList<StampedInput> TakeInputs() => First.Inputs.TakeHeld();

    /// <summary>Runs both machines for a slice.</summary>
    /// <returns>How the first one ended.</returns>
    internal RunResult Run(RunLimits limits, IReadOnlyList<StampedInput> inputs)
    {
        if (inputs.Count > 0)
        {
            First.Inputs.Replay(inputs);
            Second.Inputs.Replay(inputs);
        }

        _firstEnd = First.Runner.Run(limits);
        _secondEnd = Second.Runner.Run(limits);
        return _firstEnd;
    }

    /// <summary>Forgets inputs that have not been delivered.</summary>
    internal void DropInputs()
    {
        First.Inputs.DropReplay();
        Second.Inputs.DropReplay();
    }

    /// <summary>Whether the machines are equal after a slice.</summary>
    internal bool AreEqual(LockstepDepth depth) =>
        _firstEnd == _secondEnd
            && First.Cpu!.InstructionCount == Second.Cpu!.InstructionCount
            && First.Clock.NowNs == Second.Clock.NowNs
            && AreRegistersEqual()
            && IsStateEqual(_cpuId)
            && (depth < LockstepDepth.Memory || Ram.Aggregate(seed: true, static (equal, watch) => watch.AreEqual() && equal))
            && (depth < LockstepDepth.Everything || _firstState.Keys.All(IsStateEqual));

    /// <summary>Tells how the machines differ now.</summary>
    internal LockstepDifference Describe(ulong equalAtCount, bool isExact, string note, IReadOnlyList<TracedInstruction> instructions)
    {
        var ram = new List<RamDifference>();
        ulong bytes = 0;
        foreach (RamWatch watch in Ram)
        {
            _ = watch.AreEqual();
            bytes += watch.Differences(ram);
        }

        return new LockstepDifference
        {
            EqualAtCount = equalAtCount,
            DiffersAtCount = First.Cpu!.InstructionCount,
            IsExact = isExact,
            Note = note,
            Instructions = instructions,
            FirstRegisters = Registers(First),
            SecondRegisters = Registers(Second),
            State = [.. First.State.Stateful.SelectMany(section => StateDocument.Differences(section.Key, StateWriter.Save(section.Value), StateWriter.Save(_secondState[section.Key])))],
            Ram = ram,
            RamBytes = bytes,
            Ends = _firstEnd == _secondEnd ? null : $"'{_firstEnd?.Reason}' / '{_secondEnd?.Reason}'",
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RamWatch watch in Ram)
        {
            watch.Dispose();
        }

        Owned?.Dispose();
    }

    private static void Check(VirtualMachine first, VirtualMachine second)
    {
        if (!first.Clock.IsDeterministic || !second.Clock.IsDeterministic)
        {
            throw new ArgumentException("Two machines can be compared in deterministic time only.");
        }

        if (first.Cpu is null || second.Cpu is null)
        {
            throw new ArgumentException("A machine without a CPU does nothing that could be compared.");
        }

        // What has no state may be missing from the second one: it is the host's.
        string[] firstParts = [.. Parts(first)];
        string[] secondParts = [.. Parts(second)];
        if (!firstParts.SequenceEqual(secondParts))
        {
            string odd = string.Join(", ", firstParts.Except(secondParts).Concat(secondParts.Except(firstParts)).Take(5));
            throw new ArgumentException($"The two machines are not made of the same parts: {odd}.");
        }
    }

    private static IEnumerable<string> Parts(VirtualMachine machine) =>
        machine.Blocks.Select(static block => $"RAM block '{block.Name}' of {block.SizeBytes} bytes")
            .Concat(machine.State.Stateful.Select(static section => $"component '{section.Key}' with state of version {section.Value.StateVersion}"));

    private bool AreRegistersEqual() => Registers(First).SequenceEqual(Registers(Second));

    private bool IsStateEqual(string id) => StateWriter.Save(_firstState[id]).AsSpan().SequenceEqual(StateWriter.Save(_secondState[id]));

    private static IReadOnlyList<CpuRegister> Registers(VirtualMachine machine) => (machine.Cpu as ICpuDebug)?.Registers ?? [];
}
