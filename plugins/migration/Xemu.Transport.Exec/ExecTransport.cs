using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Exec;

/// <summary>A command's standard input or output: <c>exec:COMMAND</c>, run by <c>/bin/sh -c</c>, where that is allowed.</summary>
internal sealed class ExecTransport(ExecOptions options) : IComponent, IMigrationTransport
{
    private const string Scheme = "exec:";

    public bool Accepts(TransportTarget target) => target.Uri.StartsWith(Scheme, StringComparison.Ordinal);

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation) => Open(target, isWriting: true, cancellation);

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation) => Open(target, isWriting: false, cancellation);

    public void Dispose()
    {
        // Streams are their users'.
    }

    private ExecStream Open(TransportTarget target, bool isWriting, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinuxHost.Require(target.Uri);
        if (!options.AllowExec)
        {
            throw new MigrationException($"'{target.Uri}' would run a command, which is not allowed here; run the machine with --allow-exec, or set allow-exec = true in a component of type transport.exec.");
        }

        string command = target.Uri[Scheme.Length..];
        if (string.IsNullOrWhiteSpace(command) || command.Contains('\0', StringComparison.Ordinal))
        {
            throw new MigrationException($"Address '{target.Uri}' names no command; write exec:COMMAND.");
        }

        if (target.IsDirect || target.PageChannels > 0)
        {
            throw new MigrationException($"'{target.Uri}' is one pipe, without direct I/O and without {Math.Max(target.PageChannels, 1)} channels for pages; leave direct I/O and multifd off or use a file.");
        }

        return new ExecStream(target.Uri, ShellCommand.Start(target.Uri, command, isWriting), isWriting);
    }
}
