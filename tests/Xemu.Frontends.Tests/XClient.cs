using System.Runtime.InteropServices;

namespace Xemu.Frontends.Tests;

/// <summary>Asks a window to close as a window manager does (ICCCM 4.2.8.1).</summary>
internal static partial class XClient
{
    private const int ClientMessage = 33;

    public static void AskToClose(string display, nuint window)
    {
        nint connection = XOpenDisplay(display);
        Assert.NotEqual(0, connection);
        var message = new ClientMessageEvent
        {
            Type = ClientMessage,
            Window = window,
            MessageType = XInternAtom(connection, "WM_PROTOCOLS", 0),
            Format = 32,
            Data0 = XInternAtom(connection, "WM_DELETE_WINDOW", 0),
        };
        Assert.NotEqual(0, XSendEvent(connection, window, 0, 0, ref message));
        _ = XCloseDisplay(connection);
    }

    [LibraryImport("libX11.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint XOpenDisplay(string name);

    [LibraryImport("libX11.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nuint XInternAtom(nint display, string name, int onlyIfExists);

    [LibraryImport("libX11.so.6")]
    private static partial int XSendEvent(nint display, nuint window, int propagate, nint mask, ref ClientMessageEvent message);

    [LibraryImport("libX11.so.6")]
    private static partial int XCloseDisplay(nint display);

    /// <summary>XClientMessageEvent, padded to XEvent's 24 longs.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 192)]
    private struct ClientMessageEvent
    {
        public int Type;
        public nuint Serial;
        public int SendEvent;
        public nint Display;
        public nuint Window;
        public nuint MessageType;
        public int Format;
        public nuint Data0;
    }
}
