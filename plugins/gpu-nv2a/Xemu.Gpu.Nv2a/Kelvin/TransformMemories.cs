namespace Xemu.Gpu.Nv2a;

/// <summary>The transform engine's program and constants as RDI shows them. Source: XboxDev's nv2a-trace (selects), nxdk_vsh_tests (constants come with their last component first).</summary>
/// <remarks>Not modelled: that the second copy of the constants may differ from the first. That programs have the same order: unverified.</remarks>
internal sealed class TransformMemories(KelvinState state) : IRdiMemory
{
    private const uint Program = 0x10;
    private const uint Constants = 0x17;
    private const uint SecondConstants = 0xCC;

    public bool TryRead(uint select, uint word, out uint value)
    {
        uint[]? words = WordsOf(select);
        value = words is not null && word < words.Length ? words[word ^ 3] : 0;
        return words is not null;
    }

    public bool TryWrite(uint select, uint word, uint value)
    {
        uint[]? words = WordsOf(select);
        if (words is not null && word < words.Length)
        {
            words[word ^ 3] = value;
            state.NoteAll();
        }

        return words is not null;
    }

    private uint[]? WordsOf(uint select) => select switch
    {
        Program => state.Program,
        Constants or SecondConstants => state.ConstantWords,
        _ => null,
    };
}
