using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A class whose methods are words that others look at.</summary>
internal abstract class MethodStore : IGraphClass
{
    private readonly uint[] _words = new uint[0x400 / 4];

    private readonly MethodNotes _notes;

    protected MethodStore(uint graphClass, MethodTable methods, MethodNotes notes)
    {
        Class = graphClass;
        Methods = methods;
        _notes = notes;
    }

    public uint Class { get; }

    public MethodTable Methods { get; }

    /// <summary>The last word of a method below 0x400.</summary>
    public ref uint this[uint method] => ref _words[method >> 2];

    public int Execute(uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        for (int i = 0; i < data.Length; i++)
        {
            uint current = isIncreasing ? method + ((uint)i * 4) : method;
            if (!Methods.TryGet(current, out MethodDefinition? definition) || !definition.IsDone)
            {
                _notes.NoteMethod(Methods, current);
            }

            if (current >> 2 < _words.Length)
            {
                this[current] = data[i];
                AfterWrite(current);
            }
        }

        return data.Length;
    }

    public void Reset() => Array.Clear(_words);

    public void DescribeState(IStateVisitor state) => state.Words("words", _words);

    /// <summary>A word was written.</summary>
    protected virtual void AfterWrite(uint method)
    {
        // Most are only looked at.
    }
}
