using System.Runtime.InteropServices;

namespace Xemu.Chardev.Streams;

/// <summary>Standard input as single keys without echo, until disposed or until the process ends.</summary>
internal sealed class RawTerminal : IDisposable
{
    // asm-generic/termbits.h
    private const uint InputCleared = 0x0002 | 0x0010 | 0x0020 | 0x0040 | 0x0080 | 0x0100 | 0x0400;   // BRKINT INPCK ISTRIP INLCR IGNCR ICRNL IXON
    private const uint Isig = 0x0001;
    private const uint LocalCleared = 0x0002 | 0x0008 | 0x8000;                                      // ICANON ECHO IEXTEN
    private const int VTime = 5;
    private const int VMin = 6;

    private readonly Lock _gate = new();
    private readonly Libc.Termios _original;
    private readonly Libc.Termios _raw;
    private readonly PosixSignalRegistration? _continued;
    private bool _disposed;

    private RawTerminal(in Libc.Termios original, bool signals)
    {
        _original = original;
        _raw = original;
        _raw.InputFlags &= ~InputCleared;
        _raw.LocalFlags &= ~(LocalCleared | (signals ? 0 : Isig));
        _raw.Characters[VMin] = 1;
        _raw.Characters[VTime] = 0;
        Set(_raw);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;

        // The shell sets the terminal to its liking while the process is stopped.
        _continued = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Reapply());
    }

    /// <summary>Whether a stream of the process is a terminal.</summary>
    /// <param name="descriptor">0 standard input, 1 standard output.</param>
    public static bool IsTerminal(int descriptor) => OperatingSystem.IsLinux() && Libc.isatty(descriptor) == 1;

    /// <summary>Enters the mode.</summary>
    /// <param name="signals">Ctrl-C and ctrl-Z stay the host's.</param>
    /// <returns>Null where standard input is no terminal, or another process group has it.</returns>
    public static RawTerminal? TryEnter(bool signals)
    {
        if (!IsTerminal(0) || Libc.tcgetpgrp(0) != Libc.getpgrp() || Libc.tcgetattr(0, out Libc.Termios original) != 0)
        {
            return null;
        }

        return new RawTerminal(original, signals);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            Set(_original);
        }

        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _continued?.Dispose();
    }

    private static void Set(in Libc.Termios termios) => _ = Libc.tcsetattr(0, Libc.TcsaNow, termios);

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private void Reapply()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                Set(_raw);
            }
        }
    }
}
