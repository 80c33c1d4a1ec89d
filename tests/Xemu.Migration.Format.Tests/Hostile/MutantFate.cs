namespace Xemu.Migration.Format.Tests;

/// <summary>How far a mutant got.</summary>
internal enum MutantFate
{
    /// <summary>Its structure was refused.</summary>
    Refused,

    /// <summary>Its structure was read, something in it was refused.</summary>
    Opened,

    /// <summary>Everything could be read; verifying found what is wrong.</summary>
    Found,

    /// <summary>Everything was read, verifying found nothing, and a machine would have taken it.</summary>
    Loaded,
}
