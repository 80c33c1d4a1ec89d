using System.Text;
using Xemu.Abstractions;

namespace Xemu.GdbStub;

/// <summary>The conversation with one client; the session thread alone calls it.</summary>
/// <remarks>GDB manual, appendix "Remote Protocol". All-stop, one thread, number 1.</remarks>
internal sealed partial class GdbSession(GdbTarget target, IGdbLink link, ITraceSource trace)
{
    /// <summary>Most bytes that wait for the machine to stand still after a client has come.</summary>
    private const int MostHeld = 4 * PacketReader.MaxBytes;

    private const string Ok = "OK";
    private const string BadRequest = "E22";
    private const string NotThere = "E14";
    private const string Unsupported = "";

    private readonly PacketReader _reader = new();
    private readonly List<byte> _held = [];
    private IDisposable? _attachment;
    private byte[] _last = [];
    private bool _acknowledges = true;
    private bool _awaitsFirstStop;
    private bool _runs;
    private bool _tellsSoftware;
    private bool _tellsHardware;
    private DebugStop _stop;

    /// <summary>Whether the client is gone.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A client has come: the machine is brought to a stand.</summary>
    public void Connected()
    {
        _awaitsFirstStop = true;
        link.OnMachine(() => _attachment = target.Control.AttachDebugger(link.Stopped));
        target.Control.RequestPause();
    }

    /// <summary>Takes bytes from the client.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        if (_awaitsFirstStop)
        {
            _held.AddRange(bytes[..Math.Min(bytes.Length, MostHeld - _held.Count)]);
            return;
        }

        foreach (byte value in bytes)
        {
            Take(value);
        }
    }

    /// <summary>Guest time has stopped.</summary>
    public void Stopped(DebugStop stop)
    {
        _stop = stop;
        if (_awaitsFirstStop)
        {
            _awaitsFirstStop = false;
            byte[] held = [.. _held];
            _held.Clear();
            Receive(held);
        }
        else if (_runs)
        {
            _runs = false;
            Send(StopReply(stop));
        }
    }

    /// <summary>The client is gone: nothing of it stays, and the machine goes on.</summary>
    public void Disconnected()
    {
        Detach();
        IsOver = true;
    }

    /// <summary>The machine has ended.</summary>
    public void Ended()
    {
        if (_runs)
        {
            Send("W00");
        }
    }

    private void Take(byte value)
    {
        switch (_reader.Take(value))
        {
            case PacketEvent.Packet:
                Acknowledge("+");
                Handle(_reader.Packet);
                break;
            case PacketEvent.TooLong:
                Acknowledge("+");
                Send(BadRequest);
                break;
            case PacketEvent.Damaged:
                Acknowledge("-");
                break;
            case PacketEvent.Refused when _acknowledges && _last.Length > 0:
                link.Send(_last);
                break;
            case PacketEvent.Interrupt:
                Trace("<- ctrl-C");
                target.Control.RequestPause();
                break;
        }
    }

    private void Acknowledge(string sign)
    {
        if (_acknowledges)
        {
            link.Send(Encoding.ASCII.GetBytes(sign));
        }
    }

    private void Send(string payload)
    {
        Trace($"-> {payload}");
        _last = Hex.Frame(payload);
        link.Send(_last);
    }

    private void Handle(ReadOnlySpan<byte> packet)
    {
        string text = Encoding.Latin1.GetString(packet);
        Trace($"<- {text}");
        string? reply = _attachment is null && text is not "" && text[0] is not ('q' or 'Q' or 'H' or 'T') ? "E01" : Answer(text, packet);
        if (reply is not null)
        {
            Send(reply);
        }
    }

    /// <summary>The reply to a packet; null when there is none yet.</summary>
    private string? Answer(string text, ReadOnlySpan<byte> packet)
    {
        string rest = text.Length > 0 ? text[1..] : "";
        switch (text.Length > 0 ? text[0] : '\0')
        {
            case '?':
                return StopReply(_stop with { Reason = _stop.Reason == DebugStopReason.Pause ? DebugStopReason.Step : _stop.Reason });
            case 'g':
                return ReadRegisters();
            case 'G':
                return WriteRegisters(rest);
            case 'p':
                return ReadRegister(rest);
            case 'P':
                return WriteRegister(rest);
            case 'm':
                return ReadMemory(rest);
            case 'M':
                return WriteMemory(rest);
            case 'X':
                return WriteBinary(rest, packet);
            case 'Z' or 'z':
                return ChangeBreakpoint(text[0] == 'Z', rest);
            case 'c' or 's':
                return Resume(rest, isStep: text[0] == 's');
            case 'C' or 'S':
                int semicolon = rest.IndexOf(';', StringComparison.Ordinal);
                return Resume(semicolon < 0 ? "" : rest[(semicolon + 1)..], isStep: text[0] == 'S');
            case 'v':
                return AnswerVerb(rest);
            case 'q' or 'Q':
                return AnswerQuery(text);
            case 'H' or 'T':
                return Ok;
            case 'D':
                Detach();
                return Ok;
            case 'k':
                target.Control.RequestStop("The debugger has ended the machine.");
                return null;
            default:
                return Unsupported;
        }
    }

    private string? AnswerVerb(string rest)
    {
        if (rest == "Cont?")
        {
            return "vCont;c;C;s;S";
        }

        if (rest.StartsWith("Cont;", StringComparison.Ordinal) && rest.Length > 5)
        {
            // One thread: the first action is its own, or the one of all.
            return rest[5] is 'c' or 'C' or 's' or 'S' ? Resume("", isStep: rest[5] is 's' or 'S') : BadRequest;
        }

        if (rest.StartsWith("Kill", StringComparison.Ordinal))
        {
            target.Control.RequestStop("The debugger has ended the machine.");
            return Ok;
        }

        return Unsupported;
    }

    private string? Resume(string address, bool isStep)
    {
        if (address.Length > 0)
        {
            if (!Hex.TryParse(address, out ulong value) || value > uint.MaxValue)
            {
                return BadRequest;
            }

            link.OnMachine(() => target.Cpu.SetRegister("eip", value));
        }

        _runs = true;
        if (isStep)
        {
            target.Control.RequestStep(1, HoldsInterrupts);
        }
        else
        {
            target.Control.RequestResume();
        }

        return null;
    }

    private void Detach()
    {
        if (_attachment is not { } attachment)
        {
            return;
        }

        _attachment = null;
        _runs = false;
        _software.Clear();
        _hardware.Clear();
        _held.Clear();
        link.OnMachine(() =>
        {
            target.Breakpoints?.ClearBreakpoints();
            attachment.Dispose();
        });
        target.Control.RequestResume();
    }

    private void Trace(string line)
    {
        if (trace.IsEnabled)
        {
            string printable = string.Concat(line.Take(400).Select(static c => c is >= ' ' and <= '~' ? c : '.'));
            target.Control.Post(() => trace.Write(printable));
        }
    }
}
