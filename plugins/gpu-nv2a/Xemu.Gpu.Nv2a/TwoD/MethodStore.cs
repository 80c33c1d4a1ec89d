using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A class whose methods are words that others look at.</summary>
internal abstract class MethodStore : IGraphClass
{
    /// <summary>Copying as many bytes costs about as much as a word of the push buffer.</summary>
    private const long BytesPerWord = 1024;

    private const uint Notify = 0x104;
    private const uint ContextDmaNotifies = 0x180;

    private readonly uint[] _words = new uint[0x800 / 4];

    private readonly Pgraph _graph;

    protected MethodStore(uint graphClass, MethodTable methods, Pgraph graph)
    {
        Class = graphClass;
        Methods = methods;
        _graph = graph;
    }

    public uint Class { get; }

    public MethodTable Methods { get; }

    /// <summary>The last word of a method below 0x800.</summary>
    public ref uint this[uint method] => ref _words[method >> 2];

    public int Execute(uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        for (int i = 0; i < data.Length; i++)
        {
            uint current = isIncreasing ? method + ((uint)i * 4) : method;
            if (!Methods.TryGet(current, out MethodDefinition? definition) || !definition.IsDone)
            {
                _graph.Traps.NoteMethod(Methods, current, data[i]);
            }

            if (current >> 2 < _words.Length)
            {
                this[current] = data[i];
            }

            AfterWrite(current, data[i]);
            if (current == Notify)
            {
                _graph.Notices.Request(this[ContextDmaNotifies], data[i]);
            }

            if (_graph.MustReturn)
            {
                return i + 1;
            }
        }

        return data.Length;
    }

    /// <summary>What methods have set; not what they draw, which lies from 0x400 on.</summary>
    public virtual void DescribeContext(ContextImage image)
    {
        for (uint method = 0x100; method < 0x400; method += 4)
        {
            if (Methods.TryGet(method, out _))
            {
                image.Word(ref this[method]);
            }
        }
    }

    public virtual void Reset() => Array.Clear(_words);

    public virtual void DescribeState(IStateVisitor state) => state.Words("words", _words);

    /// <summary>Says that bytes were read or written: what a method may cost is bounded by its run.</summary>
    protected void SpendBytes(long bytes) => _graph.Spend(bytes / BytesPerWord);

    /// <summary>Writes a notifier.</summary>
    /// <returns>What is wrong with its memory object.</returns>
    protected GraphError WriteNotifier(uint offset, bool raises) => _graph.Notices.Write(this[ContextDmaNotifies], offset, raises);

    /// <summary>Refuses a method.</summary>
    protected void Fail(uint method, uint word, GraphError error) => _graph.Traps.Fail(method, word, error);

    /// <summary>A word was written; one above 0x7FF is not kept.</summary>
    protected virtual void AfterWrite(uint method, uint word)
    {
        // Most are only looked at.
    }
}
