namespace Xemu.Frontend.Sdl;

/// <summary>SDL_Scancode: USB HID usages of page 7.</summary>
internal enum SdlScancode : uint
{
    None = 0,
    Return = 40,
    F5 = 62,
    F6 = 63,
    F11 = 68,
    F12 = 69,
    Pause = 72,
}
