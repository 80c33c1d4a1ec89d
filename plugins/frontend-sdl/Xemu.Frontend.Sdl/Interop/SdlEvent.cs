using System.Runtime.InteropServices;

namespace Xemu.Frontend.Sdl;

/// <summary>SDL_Event, 56 bytes; the members that are used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal struct SdlEvent
{
    public const uint Quit = 0x100;
    public const uint Window = 0x200;
    public const uint KeyDown = 0x300;

    /// <summary>SDL_WINDOWEVENT_CLOSE.</summary>
    public const byte WindowClose = 14;

    [FieldOffset(0)]
    public uint Type;

    [FieldOffset(8)]
    public uint WindowId;

    /// <summary>SDL_WindowEvent.event.</summary>
    [FieldOffset(12)]
    public byte WindowEvent;

    /// <summary>SDL_KeyboardEvent.repeat.</summary>
    [FieldOffset(13)]
    public byte Repeat;

    /// <summary>SDL_KeyboardEvent.keysym.scancode.</summary>
    [FieldOffset(16)]
    public SdlScancode Scancode;

    /// <summary>SDL_KeyboardEvent.keysym.mod.</summary>
    [FieldOffset(24)]
    public ushort Modifiers;
}
