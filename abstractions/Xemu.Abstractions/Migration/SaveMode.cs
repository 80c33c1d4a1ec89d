using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>How a machine is saved.</summary>
[Experimental("XEMU0006")]
public enum SaveMode
{
    /// <summary>The machine stands still from the first byte to the last.</summary>
    Stopped,

    /// <summary>Pages go while the guest runs, dirty ones again, and the machine stops for the last of them: the state is that of the end.</summary>
    Live,

    /// <summary>The machine stops only while device state is copied, and runs on while pages go as they were then: the state is that of the beginning.</summary>
    Background,
}
