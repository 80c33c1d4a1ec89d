using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Frontend.Views;

namespace Xemu.Frontend.Sdl;

/// <summary>The window, on a thread of its own, which alone calls SDL.</summary>
internal sealed class SdlWindow : IDisposable
{
    private const int LoopMs = 5;
    private const int PatienceMs = 30_000;
    private const ushort AltKeys = 0x0300;
    private static readonly TimeSpan TitlePeriod = TimeSpan.FromMilliseconds(500);

    private readonly WindowOptions _options;
    private readonly ILogger _log;
    private readonly IMachineControl _machine;
    private readonly IPictureWriter _pictures;
    private readonly FrameMailbox _frames;
    private readonly RateMeter _rate = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource<string?> _opened = new();
    private volatile bool _closing;
    private nint _window;
    private nint _renderer;
    private nint _texture;
    private uint _windowId;
    private (int Width, int Height) _textureSize;
    private bool _isFullScreen;
    private long _titleTimestamp;

    private SdlWindow(WindowSetup setup)
    {
        _options = setup.Options;
        _log = setup.Log;
        _machine = setup.Machine;
        _pictures = setup.Pictures;
        _frames = setup.Frames;
        _isFullScreen = _options.FullScreen;
        _thread = new Thread(Run) { Name = setup.Id + " window", IsBackground = true };
    }

    /// <summary>Why no window can be opened here, or null when it is worth a try; cheap.</summary>
    public static string? Obstacle
    {
        get
        {
            if (OperatingSystem.IsLinux() && !HasText("DISPLAY") && !HasText("WAYLAND_DISPLAY"))
            {
                return "neither DISPLAY nor WAYLAND_DISPLAY is set";
            }

            return Sdl.IsInstalled ? null : "the library SDL2 is not installed; on Debian: apt install libsdl2-2.0-0";
        }
    }

    /// <summary>Opens the window and waits until it is there.</summary>
    /// <param name="setup">What it is made from.</param>
    /// <param name="window">The window.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryOpen(WindowSetup setup, out SdlWindow? window, out string reason)
    {
        window = null;
        reason = Obstacle ?? string.Empty;
        if (reason.Length > 0)
        {
            return false;
        }

        var opening = new SdlWindow(setup);
        opening._thread.Start();
        if (!opening._opened.Task.Wait(PatienceMs))
        {
            opening._closing = true;
            reason = "the display does not answer";
            return false;
        }

        if (opening._opened.Task.Result is { } failure)
        {
            opening._thread.Join();
            reason = failure;
            return false;
        }

        window = opening;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing = true;
        _thread.Join();
    }

    private static bool HasText(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private void Run()
    {
        if (Sdl.SDL_WasInit(Sdl.InitVideo) != 0)
        {
            // One event queue serves the whole process, and one thread may read it.
            _opened.SetResult("another window of this process uses SDL already");
            return;
        }

        _ = Sdl.SDL_SetHint("SDL_NO_SIGNAL_HANDLERS", "1");
        _ = Sdl.SDL_SetHint("SDL_VIDEO_ALLOW_SCREENSAVER", "1");
        _ = Sdl.SDL_SetHint("SDL_RENDER_SCALE_QUALITY", _options.Scaling == Scaling.Integer ? "nearest" : "linear");
        if (Sdl.SDL_InitSubSystem(Sdl.InitVideo) != 0)
        {
            _opened.SetResult(Sdl.Error);
            return;
        }

        try
        {
            string? failure = Open();
            _opened.SetResult(failure);
            if (failure is null)
            {
                SdlLog.Opened(_log);
                Loop();
            }
        }
        finally
        {
            Close();
            Sdl.SDL_QuitSubSystem(Sdl.InitVideo);
        }
    }

    private string? Open()
    {
        int height = 240 * _options.Size;
        if (Sdl.SDL_GetDisplayUsableBounds(0, out SdlRect bounds) == 0)
        {
            // Whole steps that leave room for the frame.
            height = Math.Clamp(Math.Min(bounds.Height * 9 / 10, bounds.Width * 27 / 40) / 240 * 240, 240, height);
        }

        _window = Sdl.SDL_CreateWindow(
            _machine.Name, Sdl.WindowPositionCentered, Sdl.WindowPositionCentered, height * 4 / 3, height,
            Sdl.WindowResizable | Sdl.WindowAllowHighDpi | (_isFullScreen ? Sdl.WindowFullScreenDesktop : 0));
        if (_window == 0)
        {
            return Sdl.Error;
        }

        _windowId = Sdl.SDL_GetWindowID(_window);
        _renderer = Sdl.SDL_CreateRenderer(_window, -1, 0);
        if (_renderer == 0)
        {
            return Sdl.Error;
        }

        Present();
        return null;
    }

    private void Loop()
    {
        while (!_closing)
        {
            bool isStale = false;
            if (Sdl.SDL_WaitEventTimeout(out SdlEvent happened, LoopMs) != 0)
            {
                do
                {
                    isStale |= Handle(happened);
                }
                while (!_closing && Sdl.SDL_WaitEventTimeout(out happened, 0) != 0);
            }

            bool isNew = _frames.TryTake(out FrameInfo frame, out ReadOnlySpan<byte> pixels);
            if (isNew)
            {
                Upload(frame, pixels);
            }

            if (isNew || isStale)
            {
                Present();
            }

            UpdateTitle();
        }
    }

    /// <summary>Handles an event.</summary>
    /// <returns>Whether the window must be drawn again.</returns>
    private bool Handle(in SdlEvent happened)
    {
        switch (happened.Type)
        {
            case SdlEvent.Quit:
                _machine.RequestStop("The window was closed.");
                return false;
            case SdlEvent.Window when happened.WindowId == _windowId:
                if (happened.WindowEvent == SdlEvent.WindowClose)
                {
                    _machine.RequestStop("The window was closed.");
                }

                return true;
            case SdlEvent.KeyDown when happened.WindowId == _windowId && happened.Repeat == 0:
                HandleKey(happened);
                return false;
            default:
                return false;
        }
    }

    private void HandleKey(in SdlEvent key)
    {
        switch (key.Scancode)
        {
            case SdlScancode.F5 or SdlScancode.Pause:
                if (_machine.IsRunning)
                {
                    _machine.RequestPause();
                }
                else
                {
                    _machine.RequestResume();
                }

                break;
            case SdlScancode.F6:
                _machine.RequestReset(ResetKind.Warm);
                break;
            case SdlScancode.F11:
            case SdlScancode.Return when (key.Modifiers & AltKeys) != 0:
                ToggleFullScreen();
                break;
            case SdlScancode.F12:
                TakeScreenshot();
                break;
        }
    }

    private void ToggleFullScreen()
    {
        _isFullScreen = !_isFullScreen;
        if (Sdl.SDL_SetWindowFullscreen(_window, _isFullScreen ? Sdl.WindowFullScreenDesktop : 0) != 0)
        {
            SdlLog.Failed(_log, "full screen", Sdl.Error);
            _isFullScreen = !_isFullScreen;
        }

        _ = Sdl.SDL_ShowCursor(_isFullScreen ? 0 : 1);
    }

    private void TakeScreenshot()
    {
        if (_frames.TryTake(out FrameInfo frame, out ReadOnlySpan<byte> pixels))
        {
            Upload(frame, pixels);
            Present();
        }

        if (frame.Width == 0)
        {
            SdlLog.ScreenshotFailed(_log, "(none)", "the display is off.");
            return;
        }

        string folder = _options.Screenshots?.FullPath ?? Environment.CurrentDirectory;
        string path = ScreenshotName.Next(folder, _machine.Name);
        try
        {
            _ = Directory.CreateDirectory(folder);
            _pictures.WritePng(path, frame.Width, frame.Height, pixels);
            SdlLog.Screenshot(_log, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            SdlLog.ScreenshotFailed(_log, path, exception.Message);
        }
    }

    private void Upload(FrameInfo frame, ReadOnlySpan<byte> pixels)
    {
        if (_textureSize != (frame.Width, frame.Height))
        {
            DestroyTexture();
            _textureSize = (frame.Width, frame.Height);
            if (frame.Width > 0)
            {
                _texture = Sdl.SDL_CreateTexture(_renderer, Sdl.PixelFormatXrgb8888, Sdl.TextureStreaming, frame.Width, frame.Height);
                if (_texture == 0)
                {
                    SdlLog.Failed(_log, "texture", Sdl.Error);
                }
            }
        }

        if (_texture != 0)
        {
            _ = Sdl.SDL_UpdateTexture(_texture, 0, pixels, frame.Width * 4);
        }
    }

    private void Present()
    {
        _ = Sdl.SDL_SetRenderDrawColor(_renderer, 0, 0, 0, 255);
        _ = Sdl.SDL_RenderClear(_renderer);
        if (_texture != 0 && Sdl.SDL_GetRendererOutputSize(_renderer, out int width, out int height) == 0)
        {
            SdlRect place = PicturePlacement.Place(_options.Scaling, width, height, _textureSize.Width, _textureSize.Height);
            _ = Sdl.SDL_RenderCopy(_renderer, _texture, 0, place);
        }

        Sdl.SDL_RenderPresent(_renderer);
    }

    private void UpdateTitle()
    {
        _rate.Update(_frames.Blanks);
        if (_titleTimestamp != 0 && Stopwatch.GetElapsedTime(_titleTimestamp) < TitlePeriod)
        {
            return;
        }

        _titleTimestamp = Stopwatch.GetTimestamp();
        MachineSpeed speed = _machine.Speed;
        Sdl.SDL_SetWindowTitle(_window, string.Create(
            CultureInfo.InvariantCulture,
            $"{_machine.Name}{(_machine.IsRunning ? string.Empty : " (paused)")} - {speed.MillionInstructionsPerSecond:F1} MIPS, {_rate.PerSecond:F1} fps, {speed.PercentOfRealTime:F0} %"));
    }

    private void Close()
    {
        DestroyTexture();
        if (_renderer != 0)
        {
            Sdl.SDL_DestroyRenderer(_renderer);
        }

        if (_window != 0)
        {
            Sdl.SDL_DestroyWindow(_window);
        }
    }

    private void DestroyTexture()
    {
        if (_texture != 0)
        {
            Sdl.SDL_DestroyTexture(_texture);
            _texture = 0;
        }
    }
}
