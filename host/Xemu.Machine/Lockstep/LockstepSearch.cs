namespace Xemu.Machine;

/// <summary>Looks for the first instruction after which two machines differ: goes back to a point where they were equal and comes again in smaller slices.</summary>
/// <remarks>
/// What an engine has cached is no state, so a difference that needs warm caches may not come back from a checkpoint; then the run is repeated from its beginning,
/// and if that does not show it either, the slice is told as it was seen.
/// </remarks>
internal sealed class LockstepSearch(Func<LockstepPair> makePair, IReadOnlyList<LockstepSlice> slices)
{
    public const string DidNotComeBack = "The difference did not come back when the run was repeated, neither from the last point of equality nor from the beginning: it depends on something that is no state of the machine.";

    private const int MostInstructions = 64;

    /// <summary>The longest that an instruction may be on the one processor that there is.</summary>
    private const int LongestInstruction = 15;

    /// <summary>Finds the difference that the last slice showed.</summary>
    /// <param name="last">The last checkpoint.</param>
    /// <param name="firstOfLast">The first slice after it.</param>
    /// <param name="start">The checkpoint before the first slice.</param>
    /// <param name="describe">Describes the machines as they are.</param>
    /// <param name="equalBefore">The count before the last slice.</param>
    public LockstepDifference Find(LockstepCheckpoint last, int firstOfLast, LockstepCheckpoint start, Func<LockstepDifference> describe, ulong equalBefore)
    {
        LockstepDifference seen = describe();
        return From(last, firstOfLast, $"repeated from count {last.Count}")
            ?? (firstOfLast == 0 ? null : From(start, 0, "repeated from the beginning, because it did not come back from the last point of equality"))
            ?? seen with { EqualAtCount = Math.Min(equalBefore, EqualMemoryAt(last)) };
    }

    /// <summary>After a difference in memory the slices since memory was last compared are suspect.</summary>
    private ulong EqualMemoryAt(LockstepCheckpoint last)
    {
        if (slices[^1].Depth == LockstepDepth.Cpu)
        {
            return ulong.MaxValue;
        }

        LockstepSlice? equal = slices.SkipLast(1).LastOrDefault(static slice => slice.Depth != LockstepDepth.Cpu);
        return Math.Max(last.Count, equal?.EndCount ?? 0);
    }

    private LockstepDifference? From(LockstepCheckpoint point, int first, string how)
    {
        using LockstepPair pair = makePair();
        LockstepSlice[] again = [.. slices.Skip(first)];

        // Everything is compared after each slice now; where that hides the difference, what was compared the first time.
        foreach (LockstepSlice[] schedule in new[] { [.. again.Select(static slice => slice with { Depth = LockstepDepth.Everything })], again })
        {
            int different = Repeat(pair, point, schedule);
            if (different >= 0)
            {
                ulong equalAt = different == 0 ? point.Count : schedule[different - 1].EndCount;
                return NarrowFromStart(pair, point, schedule[..different], schedule[different], how)
                    ?? Narrow(pair, point, schedule[..different], schedule[different], equalAt, how);
            }
        }

        return null;
    }

    /// <summary>Repeats slices until one shows a difference; gives its number, or -1.</summary>
    private static int Repeat(LockstepPair pair, LockstepCheckpoint point, ReadOnlySpan<LockstepSlice> schedule)
    {
        point.Load(pair);
        pair.DropInputs();
        for (int i = 0; i < schedule.Length; i++)
        {
            _ = pair.Run(schedule[i].Limits, schedule[i].Inputs);
            if (!pair.AreEqual(schedule[i].Depth))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Bisects from a checkpoint of its own at the beginning of the slice, which is faster; null when the difference needs what the slices before have left in caches.</summary>
    private static LockstepDifference? NarrowFromStart(LockstepPair pair, LockstepCheckpoint point, LockstepSlice[] before, LockstepSlice slice, string how)
    {
        if (before.Length == 0 || Repeat(pair, point, before) >= 0 || !pair.AreEqual(LockstepDepth.Everything))
        {
            return null;
        }

        var near = new LockstepCheckpoint(pair);
        LockstepDifference found = Narrow(pair, near, [], slice, near.Count, how);
        return found.IsExact ? found : null;
    }

    /// <summary>Bisects the slice that shows the difference; each try starts from the checkpoint, with the slices before.</summary>
    private static LockstepDifference Narrow(LockstepPair pair, LockstepCheckpoint point, LockstepSlice[] before, LockstepSlice slice, ulong equalAt, string how)
    {
        ulong start = equalAt;
        if (Repeat(pair, point, before) < 0)
        {
            start = pair.First.Cpu!.InstructionCount;
        }

        ulong low = start;
        ulong high = Math.Max(slice.Limits.StopAtCount ?? start, start);
        if (!Differs(pair, point, before, slice, high))
        {
            return Whole(pair, point, before, slice, start, how);
        }

        high = pair.First.Cpu!.InstructionCount;
        while (high - low > 1)
        {
            ulong middle = low + ((high - low) / 2);
            if (Differs(pair, point, before, slice, middle))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        List<TracedInstruction> instructions = Trace(pair, point, before, slice, high);
        return Differs(pair, point, before, slice, high)
            ? pair.Describe(low, isExact: true, $"Found by bisection, {how}.", LastBlock(instructions))
            : Whole(pair, point, before, slice, start, how);
    }

    private static LockstepDifference Whole(LockstepPair pair, LockstepCheckpoint point, LockstepSlice[] before, LockstepSlice slice, ulong start, string how)
    {
        _ = Repeat(pair, point, [.. before, slice]);
        return pair.Describe(start, isExact: false, $"This is the smallest slice that shows it, {how}: in smaller ones the difference does not come back.", []);
    }

    private static bool Differs(LockstepPair pair, LockstepCheckpoint point, LockstepSlice[] before, LockstepSlice slice, ulong untilCount)
    {
        _ = Repeat(pair, point, before);
        RunLimits limits = untilCount < slice.Limits.StopAtCount ? new RunLimits(slice.Limits.StopAtNs, untilCount) : slice.Limits;
        _ = pair.Run(limits, slice.Inputs);
        return !pair.AreEqual(LockstepDepth.Everything);
    }

    /// <summary>Steps the second machine, which is right, over the instructions up to the difference.</summary>
    private static List<TracedInstruction> Trace(LockstepPair pair, LockstepCheckpoint point, LockstepSlice[] before, LockstepSlice slice, ulong untilCount)
    {
        _ = Repeat(pair, point, before);
        VirtualMachine machine = pair.Second;
        ulong from = Math.Max(machine.Cpu!.InstructionCount, untilCount > MostInstructions ? untilCount - MostInstructions : 0);
        _ = pair.Run(new RunLimits(slice.Limits.StopAtNs, from), slice.Inputs);
        var trace = new List<TracedInstruction>();
        while (machine.Cpu.InstructionCount < untilCount && CodeReader.Next(machine) is { } address)
        {
            ulong count = machine.Cpu.InstructionCount;
            byte[] bytes = CodeReader.Read(machine, address, LongestInstruction);
            RunResult end = machine.Runner.Run(new RunLimits(slice.Limits.StopAtNs, count + 1));
            if (machine.Cpu.InstructionCount == count)
            {
                break;
            }

            ulong length = (CodeReader.Next(machine) ?? address) - address;
            trace.Add(new TracedInstruction(count, address, length is > 0 and <= LongestInstruction ? bytes[..(int)Math.Min((ulong)bytes.Length, length)] : bytes));
            if (end.End != RunEnd.Limit)
            {
                break;
            }
        }

        return trace;
    }

    /// <summary>The instructions that follow one another without a jump, up to the last.</summary>
    private static List<TracedInstruction> LastBlock(List<TracedInstruction> trace)
    {
        int first = trace.Count - 1;
        while (first > 0 && trace[first].Address - trace[first - 1].Address is > 0 and <= LongestInstruction)
        {
            first--;
        }

        return first < 0 ? [] : trace[first..];
    }
}
