namespace Xemu.Host;

/// <summary>How guest time passes.</summary>
internal enum TimeMode
{
    /// <summary>As fast as the host's clock.</summary>
    Real,

    /// <summary>By instructions executed: two runs with one input are bit-identical.</summary>
    Deterministic,
}
