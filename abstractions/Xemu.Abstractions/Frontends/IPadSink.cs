using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Frontends;

/// <summary>A guest's game pad that a frontend drives. Kept small until the input issue implements it.</summary>
[Experimental("XEMU0005")]
public interface IPadSink
{
    /// <summary>Posts the pad's state; any thread.</summary>
    void Post(PadState state);

    /// <summary>The rumble motors, 0 to 65535 each; any thread.</summary>
    (ushort Left, ushort Right) Rumble { get; }
}
