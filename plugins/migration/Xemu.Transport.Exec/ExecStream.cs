using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Exec;

/// <summary>A running command and its pipe.</summary>
internal sealed class ExecStream : ByteStream
{
    private readonly ShellCommand _command;

    public ExecStream(string name, ShellCommand command, bool isWriting)
        : base(name, isWriting, new TransportAbilities())
    {
        _command = command;
        SetMain(command.Pipe, StreamKind.Pipe);
    }

    internal override EndOfStreamException Ended() =>
        new($"The command of '{Name}' gave less than was wanted{_command.Report()}.");

    internal override string Report() => _command.Report();

    /// <summary>The command sees the end of its input and must end well itself.</summary>
    protected override void Finish()
    {
        CloseMain();
        int code = _command.WaitForEnd();
        ThrowIfGone();
        if (code != 0)
        {
            throw new IOException($"The command of '{Name}' failed{_command.Report()}.");
        }
    }

    protected override void GiveUp() => _command.Kill();

    protected override void Release() => _command.Dispose();
}
