namespace Xemu.Machine;

/// <summary>A lockstep run: slices, comparisons, checkpoints, and the search for the first instruction after a difference.</summary>
/// <remarks>
/// Where slices end and what is compared after each depends on the guest and its inputs alone, never on the host's speed, so that a run can be repeated.
/// </remarks>
public sealed class LockstepRun
{
    private const ulong ShortestSlice = 1_000;
    private const ulong LongestSlice = 20_000;

    /// <summary>An idle guest spends no instructions.</summary>
    private const ulong LongestSliceNs = 2_000_000;
    private const ulong MemoryEvery = 2_000_000;
    private const ulong EverythingEvery = 8_000_000;

    private readonly LockstepPair _pair;
    private readonly Func<LockstepPair> _makeAnother;
    private readonly List<LockstepSlice> _slices = [];
    private ulong _memoryAt;
    private ulong _everythingAt;

    /// <summary>Prepares a run.</summary>
    /// <param name="pair">Two machines that are about to run.</param>
    /// <param name="makeAnother">Makes a further pair of the same make-up, with no outputs, on which a difference is looked for; disposed with its machines.</param>
    public LockstepRun(LockstepPair pair, Func<LockstepPair> makeAnother)
    {
        _pair = pair;
        _makeAnother = makeAnother;
    }

    /// <summary>Runs until a limit, the end of the machine, a difference, or cancellation.</summary>
    /// <param name="limits">When to end.</param>
    /// <param name="progress">Told after each slice: the instruction count.</param>
    /// <param name="cancellation">Ends the run between two slices.</param>
    public LockstepResult Run(RunLimits limits, Action<ulong>? progress, CancellationToken cancellation)
    {
        // They may differ before the first instruction.
        if (!_pair.AreEqual(LockstepDepth.Everything))
        {
            return new LockstepResult(new RunResult("The machines differ.", 0, RunEnd.Stopped), _pair.Describe(Count, isExact: true, "They differed before the first instruction.", []), 0, Count);
        }

        var start = new LockstepCheckpoint(_pair);
        LockstepCheckpoint last = start.Copy();
        int sliceOfLast = 0;
        ulong origin = Count;
        _memoryAt = origin + MemoryEvery;
        _everythingAt = origin + EverythingEvery;
        while (true)
        {
            if (cancellation.IsCancellationRequested)
            {
                return Ended(new RunResult("Interrupted.", 130, RunEnd.Cancelled), last.Count);
            }

            IReadOnlyList<StampedInput> inputs = _pair.TakeInputs();
            ulong before = Count;
            RunLimits slice = NextSlice(limits, before - origin);
            RunResult end = _pair.Run(slice, inputs);
            if (end.End == RunEnd.Stopped && !_pair.BothEnded)
            {
                // Asked for by the user of the first machine, between two instructions that the second does not know of.
                return Ended(end, before);
            }

            bool isLast = end.End != RunEnd.Limit || Count >= (limits.StopAtCount ?? ulong.MaxValue) || _pair.First.Clock.NowNs >= (limits.StopAtNs ?? ulong.MaxValue);
            LockstepDepth depth = isLast ? LockstepDepth.Everything : DepthDue();
            _slices.Add(new LockstepSlice(slice, depth, inputs, Count));
            if (!_pair.AreEqual(depth))
            {
                var search = new LockstepSearch(_makeAnother, _slices);
                LockstepDifference found = search.Find(last, sliceOfLast, start, () => _pair.Describe(before, isExact: false, LockstepSearch.DidNotComeBack, []), before);
                return new LockstepResult(end, found, (ulong)_slices.Count, found.EqualAtCount);
            }

            progress?.Invoke(Count);
            if (isLast)
            {
                return Ended(end, Count);
            }

            if (depth == LockstepDepth.Everything)
            {
                last.Renew(_pair);
                sliceOfLast = _slices.Count;
            }
        }
    }

    private ulong Count => _pair.First.Cpu!.InstructionCount;

    private LockstepResult Ended(RunResult end, ulong comparedTo) => new(end, null, (ulong)_slices.Count, comparedTo);

    /// <summary>Short slices at first, where most goes wrong; then longer ones.</summary>
    private RunLimits NextSlice(RunLimits limits, ulong instructions)
    {
        ulong length = Math.Clamp(instructions / 100, ShortestSlice, LongestSlice);
        return new RunLimits(
            Math.Min(_pair.First.Clock.NowNs + LongestSliceNs, limits.StopAtNs ?? ulong.MaxValue),
            Math.Min(Count + length, limits.StopAtCount ?? ulong.MaxValue));
    }

    private LockstepDepth DepthDue()
    {
        if (Count >= _everythingAt)
        {
            _everythingAt = Count + EverythingEvery;
            _memoryAt = Count + MemoryEvery;
            return LockstepDepth.Everything;
        }

        if (Count >= _memoryAt)
        {
            _memoryAt = Count + MemoryEvery;
            return LockstepDepth.Memory;
        }

        return LockstepDepth.Cpu;
    }
}
