using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Frontends;

/// <summary>Plays sound. Kept small until the sound issue implements it.</summary>
[Experimental("XEMU0004")]
public interface IAudioSink
{
    /// <summary>Samples a second.</summary>
    int SampleRate { get; }

    /// <summary>Takes samples; never blocks: what does not fit is dropped and counted.</summary>
    /// <param name="interleaved">Left and right in turn, 16 bits each.</param>
    void Write(ReadOnlySpan<short> interleaved);
}
