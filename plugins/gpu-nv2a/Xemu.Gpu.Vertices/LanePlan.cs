namespace Xemu.Gpu.Vertices;

/// <summary>Decides which numbers are computed, when, and where they are kept: places whose number nobody needs any more are used again.</summary>
internal sealed class LanePlan
{
    private readonly int[] _lastUse;
    private readonly int[] _places;
    private readonly bool[] _isCommon;
    private readonly Stack<int> _free = [];

    /// <summary>Plans.</summary>
    /// <param name="numbers">All numbers, each behind its operands.</param>
    /// <param name="outputs">What goes out: it is kept to the end.</param>
    public LanePlan(ReadOnlySpan<LaneInstruction> numbers, IReadOnlyList<LaneOutput> outputs)
    {
        (_lastUse, _places, _isCommon) = (new int[numbers.Length], new int[numbers.Length], new bool[numbers.Length]);
        FindUses(numbers, outputs);
        for (int i = 0; i < numbers.Length; i++)
        {
            _isCommon[i] = IsCommonNumber(numbers[i]);
            if (_lastUse[i] != 0 && _isCommon[i])
            {
                _places[i] = PlaceCount++;
                Common.Add(new LaneStep(numbers[i].Placed(_places), _places[i]));
            }
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            if (_lastUse[i] != 0 && !_isCommon[i])
            {
                AddStep(numbers[i], i);
            }
        }
    }

    /// <summary>What is computed once a draw.</summary>
    public List<LaneStep> Common { get; } = [];

    /// <summary>What is computed for each sixteen vertices.</summary>
    public List<LaneStep> Steps { get; } = [];

    /// <summary>Places that it takes.</summary>
    public int PlaceCount { get; private set; }

    /// <summary>Whether an output is the same for all vertices.</summary>
    public bool IsCommon(LaneOutput output) => _isCommon[output.Operand >> 1];

    /// <summary>An output with its place.</summary>
    public LaneOutput Placed(LaneOutput output) => output with { Operand = (_places[output.Operand >> 1] << 1) | (output.Operand & 1) };

    /// <summary>From the end: a number is used when what uses it is.</summary>
    private void FindUses(ReadOnlySpan<LaneInstruction> numbers, IReadOnlyList<LaneOutput> outputs)
    {
        foreach (LaneOutput output in outputs)
        {
            _lastUse[output.Operand >> 1] = int.MaxValue;
        }

        for (int i = numbers.Length - 1; i >= 0; i--)
        {
            for (int k = 0; _lastUse[i] != 0 && k < numbers[i].OperandCount; k++)
            {
                ref int use = ref _lastUse[numbers[i].Operand(k) >> 1];
                use = Math.Max(use, i);
            }
        }
    }

    private bool IsCommonNumber(in LaneInstruction number)
    {
        bool isCommon = number.Operation != LaneOperation.Input;
        for (int k = 0; k < number.OperandCount; k++)
        {
            isCommon &= _isCommon[number.Operand(k) >> 1];
        }

        return isCommon;
    }

    private void AddStep(in LaneInstruction number, int index)
    {
        LaneInstruction placed = number.Placed(_places);
        for (int k = 0; k < number.OperandCount; k++)
        {
            Release(number.Operand(k) >> 1, index);
        }

        _places[index] = _free.TryPop(out int free) ? free : PlaceCount++;
        Steps.Add(new LaneStep(placed, _places[index]));
    }

    /// <summary>Gives a place back behind the last use, once.</summary>
    private void Release(int operand, int user)
    {
        if (!_isCommon[operand] && _lastUse[operand] == user)
        {
            _lastUse[operand] = -1;
            _free.Push(_places[operand]);
        }
    }
}
