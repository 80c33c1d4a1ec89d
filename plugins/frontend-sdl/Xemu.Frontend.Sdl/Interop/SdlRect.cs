using System.Runtime.InteropServices;

namespace Xemu.Frontend.Sdl;

/// <summary>SDL_Rect.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct SdlRect(int X, int Y, int Width, int Height);
