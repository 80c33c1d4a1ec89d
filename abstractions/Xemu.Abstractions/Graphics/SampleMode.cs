namespace Xemu.Abstractions.Graphics;

/// <summary>Samples of a pixel. A surface with more than one is as many times larger in memory; whoever shows it averages.</summary>
public enum SampleMode
{
    /// <summary>One sample in the centre.</summary>
    One = 0,

    /// <summary>Two: the surface is twice as wide.</summary>
    Two = 1,

    /// <summary>Four: the surface is twice as wide and twice as high.</summary>
    Four = 2,
}
