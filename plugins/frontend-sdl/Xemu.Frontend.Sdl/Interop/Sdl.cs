using System.Reflection;
using System.Runtime.InteropServices;

namespace Xemu.Frontend.Sdl;

/// <summary>The functions of SDL2 that are used. Names, values and layouts: SDL 2.26 headers (zlib licence), wiki.libsdl.org/SDL2.</summary>
internal static partial class Sdl
{
    public const uint InitVideo = 0x20;
    public const int WindowPositionCentered = 0x2FFF_0000;
    public const uint WindowResizable = 0x20;
    public const uint WindowAllowHighDpi = 0x2000;
    public const uint WindowFullScreenDesktop = 0x1001;
    public const int TextureStreaming = 1;

    /// <summary>SDL_PIXELFORMAT_RGB888: in memory blue, green, red, unused.</summary>
    public const uint PixelFormatXrgb8888 = 0x1616_1804;

    private const string Library = "SDL2";

    private static readonly string[] Candidates = ["libSDL2-2.0.so.0", "libSDL2-2.0.so", "SDL2", "libSDL2-2.0.0.dylib"];

    static Sdl() => NativeLibrary.SetDllImportResolver(typeof(Sdl).Assembly, Resolve);

    /// <summary>Whether the system has the library.</summary>
    public static bool IsInstalled => TryLoad(out _);

    /// <summary>What went wrong last on this thread.</summary>
    public static string Error => Marshal.PtrToStringUTF8(SDL_GetError()) ?? string.Empty;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SDL_SetHint(string name, string value);

    [LibraryImport(Library)]
    public static partial uint SDL_WasInit(uint flags);

    [LibraryImport(Library)]
    public static partial int SDL_InitSubSystem(uint flags);

    [LibraryImport(Library)]
    public static partial void SDL_QuitSubSystem(uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SDL_CreateWindow(string title, int x, int y, int width, int height, uint flags);

    [LibraryImport(Library)]
    public static partial void SDL_DestroyWindow(nint window);

    [LibraryImport(Library)]
    public static partial uint SDL_GetWindowID(nint window);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SDL_SetWindowTitle(nint window, string title);

    [LibraryImport(Library)]
    public static partial int SDL_SetWindowFullscreen(nint window, uint flags);

    [LibraryImport(Library)]
    public static partial int SDL_ShowCursor(int toggle);

    [LibraryImport(Library)]
    public static partial int SDL_GetDisplayUsableBounds(int display, out SdlRect bounds);

    [LibraryImport(Library)]
    public static partial nint SDL_CreateRenderer(nint window, int index, uint flags);

    [LibraryImport(Library)]
    public static partial void SDL_DestroyRenderer(nint renderer);

    [LibraryImport(Library)]
    public static partial int SDL_GetRendererOutputSize(nint renderer, out int width, out int height);

    [LibraryImport(Library)]
    public static partial int SDL_SetRenderDrawColor(nint renderer, byte red, byte green, byte blue, byte alpha);

    [LibraryImport(Library)]
    public static partial int SDL_RenderClear(nint renderer);

    [LibraryImport(Library)]
    public static partial int SDL_RenderCopy(nint renderer, nint texture, nint source, in SdlRect destination);

    [LibraryImport(Library)]
    public static partial void SDL_RenderPresent(nint renderer);

    [LibraryImport(Library)]
    public static partial nint SDL_CreateTexture(nint renderer, uint format, int access, int width, int height);

    [LibraryImport(Library)]
    public static partial void SDL_DestroyTexture(nint texture);

    [LibraryImport(Library)]
    public static partial int SDL_UpdateTexture(nint texture, nint rect, ReadOnlySpan<byte> pixels, int pitch);

    [LibraryImport(Library)]
    public static partial int SDL_WaitEventTimeout(out SdlEvent happened, int timeoutMs);

    [LibraryImport(Library)]
    private static partial nint SDL_GetError();

    private static bool TryLoad(out nint handle)
    {
        foreach (string name in Candidates)
        {
            if (NativeLibrary.TryLoad(name, out handle))
            {
                return true;
            }
        }

        handle = 0;
        return false;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library && TryLoad(out nint handle) ? handle : 0;
}
