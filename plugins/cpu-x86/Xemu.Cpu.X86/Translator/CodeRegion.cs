using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>A part of code memory that is filled, and evicted, as one.</summary>
[Derived("translated again after a restore")]
internal sealed unsafe class CodeRegion : IDisposable
{
    /// <summary>What is known of code takes about so much of its size.</summary>
    private const int RecordsPerCode = 3;

    private readonly byte* _end;
    private NativeTrace** _traces;
    private int _capacity = 256;

    public CodeRegion(byte* start, nuint bytes)
    {
        Start = start;
        _end = start + bytes;
        Next = start;
        Records = new Arena(RecordsPerCode * bytes);
        _traces = (NativeTrace**)NativeMemory.Alloc((nuint)_capacity, (nuint)sizeof(NativeTrace*));
    }

    public byte* Start { get; }

    /// <summary>Where the next trace goes.</summary>
    public byte* Next { get; private set; }

    /// <summary>Memory of traces and what belongs to them.</summary>
    public Arena Records { get; }

    public int Count { get; private set; }

    public NativeTrace* this[int index] => _traces[index];

    public bool Contains(byte* address) => address >= Start && address < _end;

    public bool HasRoom(nuint codeBytes, nuint recordBytes) => Next + codeBytes <= _end && Records.HasRoom(recordBytes);

    public void Advance(int bytes) => Next = (byte*)(((nuint)Next + (nuint)bytes + 15) & ~(nuint)15);

    public void Add(NativeTrace* trace)
    {
        if (Count == _capacity)
        {
            _capacity *= 2;
            _traces = (NativeTrace**)NativeMemory.Realloc(_traces, (nuint)_capacity * (nuint)sizeof(NativeTrace*));
        }

        _traces[Count++] = trace;
    }

    /// <summary>The trace whose code holds an address of the region.</summary>
    public NativeTrace* Find(byte* address)
    {
        int low = 0;
        int high = Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_traces[middle]->Start <= address)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _traces[low];
    }

    public void Clear()
    {
        Count = 0;
        Next = Start;
        Records.Reset();
    }

    public void Dispose()
    {
        Records.Dispose();
        NativeMemory.Free(_traces);
    }
}
