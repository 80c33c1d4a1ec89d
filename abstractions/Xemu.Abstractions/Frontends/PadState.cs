using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Frontends;

/// <summary>The state of an Xbox pad.</summary>
/// <param name="Buttons">Bit 0 to 3 up, down, left, right; 4 start; 5 back; 6 and 7 left and right stick pressed.</param>
/// <param name="Pressures">Bytes from the lowest: A, B, X, Y, black, white, left trigger, right trigger; 0 to 255 each.</param>
/// <param name="LeftX">-32768 left to 32767 right.</param>
/// <param name="LeftY">-32768 down to 32767 up.</param>
/// <param name="RightX">-32768 left to 32767 right.</param>
/// <param name="RightY">-32768 down to 32767 up.</param>
/// <remarks>Source: xboxdevwiki "Xbox Input Devices".</remarks>
[Experimental("XEMU0005")]
public readonly record struct PadState(ushort Buttons, ulong Pressures, short LeftX, short LeftY, short RightX, short RightY);
