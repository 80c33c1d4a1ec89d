using System.Collections;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Exec;

/// <summary>A command of the shell in a process group of its own, with one end of a pipe as its input or output, and its errors kept.</summary>
internal sealed unsafe class ShellCommand : IDisposable
{
    private readonly int _pid;
    private readonly ErrorTail _errors;
    private readonly Lock _gate = new();
    private bool _isReaped;
    private int _status;

    private ShellCommand(int pid, Descriptor pipe, Descriptor errors)
    {
        _pid = pid;
        Pipe = pipe;
        _errors = new ErrorTail(errors);
    }

    /// <summary>Our end of the pipe, which does not block; the caller's.</summary>
    public Descriptor Pipe { get; }

    /// <summary>Starts the command.</summary>
    /// <param name="uri">The address, for messages.</param>
    /// <param name="command">For <c>/bin/sh -c</c>.</param>
    /// <param name="isWriting">Whether the pipe is its input; else its output.</param>
    public static ShellCommand Start(string uri, string command, bool isWriting)
    {
        (Descriptor reading, Descriptor writing) = MakePipe();
        (Descriptor errors, Descriptor errorsIn) = MakePipe();
        Descriptor theirs = isWriting ? reading : writing;
        Descriptor ours = isWriting ? writing : reading;
        using (theirs)
        using (errorsIn)
        {
            int result = Run(command, theirs.Number, errorsIn.Number, isWriting, out int pid);
            if (result == 0)
            {
                SetNonBlocking(ours);
                SetNonBlocking(errors);
                return new ShellCommand(pid, ours, errors);
            }

            ours.Dispose();
            errors.Dispose();
            throw new MigrationException($"The command of '{uri}' cannot be started: {Errno.Text(result)}; there must be a /bin/sh.");
        }
    }

    /// <summary>Waits for the command.</summary>
    /// <returns>0 when it ended well.</returns>
    public int WaitForEnd()
    {
        // Not reaped at once: until then nobody else can have its number, and Kill may use it.
        byte* info = stackalloc byte[Spawn.OpaqueBytes];
        while (Spawn.waitid(Spawn.ById, _pid, info, Spawn.Exited | Spawn.KeepWaitable) < 0 && Errno.Last == Errno.Interrupted)
        {
        }

        Reap(0);
        _errors.Stop();
        return _status;
    }

    /// <summary>How it ended, as far as it has, and what it said: the end of a sentence.</summary>
    public string Report()
    {
        Reap(Spawn.NoHang);
        string how = !_isReaped ? string.Empty : (_status & 0x7F) != 0 ? $" (ended by signal {_status & 0x7F})" : $" (exit code {(_status >> 8) & 0xFF})";
        string said = _errors.Text;
        return said.Length == 0 ? how : $"{how}: {said}";
    }

    /// <summary>Ends the command and what it started in its process group; any thread.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (!_isReaped)
            {
                _ = Spawn.kill(-_pid, Spawn.Killed);
            }
        }
    }

    public void Dispose()
    {
        // A command whose output nobody wants any more is not waited for.
        Kill();
        Reap(0);
        _errors.Dispose();
    }

    private void Reap(int options)
    {
        lock (_gate)
        {
            if (_isReaped)
            {
                return;
            }

            int result;
            int status;
            do
            {
                result = Spawn.waitpid(_pid, out status, options);
            }
            while (result < 0 && Errno.Last == Errno.Interrupted);

            if (result != 0)
            {
                // Less than 0: somebody else took its end, so that how it ended is not known.
                _isReaped = true;
                _status = result > 0 ? status : 0xFF00;
            }
        }
    }

    private static int Run(string command, int pipe, int errors, bool isWriting, out int pid)
    {
        byte* actions = stackalloc byte[Spawn.OpaqueBytes];
        byte* attributes = stackalloc byte[Spawn.OpaqueBytes];
        byte* signals = stackalloc byte[Spawn.OpaqueBytes];
        using var texts = new NativeTexts();
        _ = Spawn.posix_spawn_file_actions_init(actions);
        _ = Spawn.posix_spawnattr_init(attributes);
        try
        {
            _ = isWriting
                ? Spawn.posix_spawn_file_actions_adddup2(actions, pipe, 0)
                : Spawn.posix_spawn_file_actions_addopen(actions, 0, texts.Add("/dev/null"), Libc.ReadOnly, 0);
            _ = Spawn.posix_spawn_file_actions_adddup2(actions, isWriting ? errors : pipe, 1);
            _ = Spawn.posix_spawn_file_actions_adddup2(actions, errors, 2);

            // The runtime ignores SIGPIPE, and a command that inherits that does not end when its reader does.
            _ = Spawn.posix_spawnattr_setflags(attributes, Spawn.SetGroup | Spawn.SetDefaultSignals | Spawn.SetMask);
            _ = Spawn.posix_spawnattr_setpgroup(attributes, 0);
            _ = Spawn.sigfillset(signals);
            _ = Spawn.posix_spawnattr_setsigdefault(attributes, signals);
            _ = Spawn.sigemptyset(signals);
            _ = Spawn.posix_spawnattr_setsigmask(attributes, signals);
            return Spawn.posix_spawn(
                out pid, texts.Add("/bin/sh"), actions, attributes, texts.AddList(["sh", "-c", command]), texts.AddList(ThisEnvironment()));
        }
        finally
        {
            _ = Spawn.posix_spawn_file_actions_destroy(actions);
            _ = Spawn.posix_spawnattr_destroy(attributes);
        }
    }

    private static IEnumerable<string> ThisEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static e => $"{e.Key}={e.Value}");

    private static (Descriptor Reading, Descriptor Writing) MakePipe()
    {
        int* ends = stackalloc int[2];
        return Libc.pipe2(ends, Libc.CloseOnExec) == 0
            ? (new Descriptor(ends[0]), new Descriptor(ends[1]))
            : throw new MigrationException($"No pipe can be made for a command: {Errno.Text(Errno.Last)}; close something.");
    }

    private static void SetNonBlocking(Descriptor descriptor) =>
        _ = Libc.fcntl(descriptor, Libc.SetFlags, descriptor.Flags() | Libc.NonBlocking);

    /// <summary>Texts as C wants them, freed together.</summary>
    private sealed class NativeTexts : IDisposable
    {
        private readonly List<nint> _memory = [];

        public byte* Add(string text)
        {
            nint memory = Marshal.StringToCoTaskMemUTF8(text);
            _memory.Add(memory);
            return (byte*)memory;
        }

        public byte** AddList(IEnumerable<string> texts)
        {
            nint[] items = [.. texts.Select(t => (nint)Add(t)), 0];
            nint memory = Marshal.AllocCoTaskMem(items.Length * sizeof(nint));
            _memory.Add(memory);
            Marshal.Copy(items, 0, memory, items.Length);
            return (byte**)memory;
        }

        public void Dispose() => _memory.ForEach(Marshal.FreeCoTaskMem);
    }
}
