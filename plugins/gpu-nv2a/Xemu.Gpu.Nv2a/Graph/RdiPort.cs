using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The memories of the engine behind RDI_INDEX and RDI_DATA; those that are not known only store.</summary>
internal sealed class RdiPort
{
    private const uint AddressMask = 0x1FFC;

    /// <summary>Words that are stored of each memory that is not known.</summary>
    private const uint StoredWords = 16;

    private readonly uint[] _words = new uint[512 * StoredWords];

    [Derived("fixed once wired")]
    private IRdiMemory? _memories;

    /// <summary>Says which memories are known. While wiring.</summary>
    public void Attach(IRdiMemory memories) => _memories = memories;

    /// <summary>Reads RDI_DATA.</summary>
    /// <param name="index">RDI_INDEX: select at bits 16 to 24, address in bytes at bits 2 to 12; it moves on.</param>
    public uint Read(ref uint index)
    {
        (uint select, uint word) = Next(ref index);
        return _memories is not null && _memories.TryRead(select, word, out uint value) ? value : word < StoredWords ? _words[(select * StoredWords) + word] : 0;
    }

    /// <summary>Writes RDI_DATA.</summary>
    /// <param name="index">RDI_INDEX; it moves on.</param>
    /// <param name="value">The word.</param>
    public void Write(ref uint index, uint value)
    {
        (uint select, uint word) = Next(ref index);
        if ((_memories is null || !_memories.TryWrite(select, word, value)) && word < StoredWords)
        {
            _words[(select * StoredWords) + word] = value;
        }
    }

    public void Reset() => Array.Clear(_words);

    /// <summary>The words, as a field of PGRAPH.</summary>
    public void DescribeState(IStateVisitor state) => state.Words("rdi", _words);

    private static (uint Select, uint Word) Next(ref uint index)
    {
        (uint select, uint address) = ((index >> 16) & 0x1FF, index & AddressMask);
        index = (index & ~AddressMask) | ((address + 4) & AddressMask);
        return (select, address >> 2);
    }
}
