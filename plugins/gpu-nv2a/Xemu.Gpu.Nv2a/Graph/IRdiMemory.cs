namespace Xemu.Gpu.Nv2a;

/// <summary>Memories of the engine that programs reach by RDI_INDEX and RDI_DATA.</summary>
internal interface IRdiMemory
{
    /// <summary>Reads a word.</summary>
    /// <param name="select">Which memory.</param>
    /// <param name="word">Which word, from 0.</param>
    /// <param name="value">The word; 0 behind the end.</param>
    /// <returns>Whether there is such a memory.</returns>
    bool TryRead(uint select, uint word, out uint value);

    /// <summary>Writes a word.</summary>
    /// <param name="select">Which memory.</param>
    /// <param name="word">Which word, from 0; behind the end it goes nowhere.</param>
    /// <param name="value">The word.</param>
    /// <returns>Whether there is such a memory.</returns>
    bool TryWrite(uint select, uint word, uint value);
}
