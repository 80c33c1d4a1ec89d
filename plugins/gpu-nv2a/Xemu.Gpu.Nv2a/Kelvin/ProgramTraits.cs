namespace Xemu.Gpu.Nv2a;

/// <summary>What else than its instructions says what a program of the guest does.</summary>
[Flags]
internal enum ProgramTraits : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Results may go to constants.</summary>
    WritesConstants = 1,

    /// <summary>The fog coordinate is generated from the eye's distance, which no program has: its own does not count.</summary>
    HasRadialFog = 2,

    /// <summary>Lighting comes behind it: its key has the words of <see cref="FixedFunctionKey"/> as well.</summary>
    IsLit = 4,
}
