using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Frontends;

/// <summary>A guest's keyboard and mouse that a frontend drives. Kept small until the input issue implements it.</summary>
[Experimental("XEMU0005")]
public interface IKeyboardSink
{
    /// <summary>A key went down or up; any thread.</summary>
    /// <param name="usage">USB HID usage of page 7.</param>
    /// <param name="pressed">Down.</param>
    void Key(ushort usage, bool pressed);

    /// <summary>The mouse moved or a button changed; any thread.</summary>
    /// <param name="dx">Counts to the right.</param>
    /// <param name="dy">Counts down.</param>
    /// <param name="buttons">Bit 0 left, 1 right, 2 middle.</param>
    void Mouse(int dx, int dy, int buttons);
}
