using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>The debugger's breakpoints. Blocks end before an instruction that has one and are not translated from there, and a page that is watched has no inline path: nothing else pays.</summary>
[Derived("a debugger's wishes and what it was told")]
internal sealed unsafe class Breakpoints(CpuState* state)
{
    private readonly CpuState* _state = state;
    private readonly List<CpuBreakpoint> _all = [];
    private HashSet<uint> _code = [];
    private CpuBreakpoint[] _data = [];
    private bool _changed;

    /// <summary>What was hit since <see cref="Enter"/>.</summary>
    public BreakpointHit? Hit { get; private set; }

    public void Add(CpuBreakpoint breakpoint)
    {
        if (breakpoint.SizeBytes == 0 || breakpoint.Address > uint.MaxValue || breakpoint.SizeBytes > (1UL << 32) - breakpoint.Address)
        {
            throw new ArgumentException(
                $"A breakpoint of {breakpoint.SizeBytes} bytes at 0x{breakpoint.Address:X} does not lie within the 4 GiB of linear addresses.", nameof(breakpoint));
        }

        if (!_all.Contains(breakpoint))
        {
            _all.Add(breakpoint);
            _changed = true;
        }
    }

    public bool Remove(CpuBreakpoint breakpoint)
    {
        bool removed = _all.Remove(breakpoint);
        _changed |= removed;
        return removed;
    }

    public void Clear()
    {
        _all.Clear();
        _changed = true;
    }

    /// <summary>Begins a run: the changes since the last one take effect. A debugger takes its breakpoints out and puts them back at each stop, which costs nothing here.</summary>
    public void Enter()
    {
        Hit = null;
        if (_changed)
        {
            _changed = false;
            Apply();
        }
    }

    /// <summary>Whether blocks end before an instruction.</summary>
    public bool IsAt(uint linear) => _code.Contains(linear);

    /// <summary>Whether a block begins with an instruction that has a breakpoint: it is looked up, and thereby stopped at, each time.</summary>
    public bool IsAt(Block* block) => _state->CodeBreaks != 0 && IsAt(block->CsBase + block->Eip);

    /// <summary>Whether accesses to a page take the slow path.</summary>
    public bool Watches(uint linearPage)
    {
        foreach (CpuBreakpoint b in _data)
        {
            if (b.Address < linearPage + 4096UL && linearPage < b.Address + b.SizeBytes)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the CPU stops before the instruction at an address, which has a breakpoint; then the hit is noted.</summary>
    public bool StopsAt(uint linear)
    {
        if (_state->PassCount == _state->Count && _state->PassLinear == linear)
        {
            return false;
        }

        Note(new BreakpointHit(_all.Find(b => b.Kind == BreakpointKind.Execute && b.Address == linear), BreakpointKind.Execute, linear));
        Pass(_state->Count, linear);
        return true;
    }

    /// <summary>The instruction at an address may run once without its breakpoint while the count is this.</summary>
    public void Pass(ulong count, uint linear)
    {
        _state->PassCount = count;
        _state->PassLinear = linear;
    }

    /// <summary>Notes an access to data; the stop follows the instruction.</summary>
    public void CheckData(uint linear, uint bytes, bool write)
    {
        foreach (CpuBreakpoint b in _data)
        {
            bool wanted = b.Kind == BreakpointKind.Access || b.Kind == (write ? BreakpointKind.Write : BreakpointKind.Read);
            if (wanted && linear < b.Address + b.SizeBytes && b.Address < (ulong)linear + bytes && Hit is null)
            {
                Note(new BreakpointHit(b, write ? BreakpointKind.Write : BreakpointKind.Read, Math.Max(b.Address, linear)));
                Stop.AfterCurrent(_state);
                return;
            }
        }
    }

    /// <summary>The instruction that hit something faulted: it will run again.</summary>
    public void Forget()
    {
        Hit = null;
        _state->Attention &= ~Attention.Break;
    }

    private void Note(BreakpointHit hit)
    {
        Hit = hit;
        _state->Attention |= Attention.Break;
    }

    private void Apply()
    {
        HashSet<uint> code = [.. _all.Where(static b => b.Kind == BreakpointKind.Execute).Select(static b => (uint)b.Address)];
        if (!code.SetEquals(_code))
        {
            _code = code;
            _state->CodeBreaks = code.Count;
            Stop.Clear(_state);
            _state->Host.Code.Flush();
        }

        CpuBreakpoint[] data = [.. _all.Where(static b => b.Kind != BreakpointKind.Execute)];
        if (!data.SequenceEqual(_data))
        {
            _data = data;
            _state->DataBreaks = data.Length;
            _state->Host.Spaces.Clear();
        }
    }
}
