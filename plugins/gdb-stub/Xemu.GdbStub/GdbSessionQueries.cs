using System.Globalization;
using System.Text;

namespace Xemu.GdbStub;

/// <content>The packets that begin with q and Q.</content>
internal sealed partial class GdbSession
{
    // Bits of Qqemu.sstep, as QEMU's documentation of its stub has them.
    private const uint SingleStep = 1;
    private const uint NoInterrupts = 2;
    private const uint NoTimers = 4;

    private uint _stepFlags = SingleStep | NoInterrupts | NoTimers;

    private bool HoldsInterrupts => (_stepFlags & NoInterrupts) != 0;

    private string AnswerQuery(string text)
    {
        int end = text.AsSpan().IndexOfAny(":,;");
        string name = end < 0 ? text : text[..end];
        string rest = end < 0 ? "" : text[(end + 1)..];
        switch (name)
        {
            case "qSupported":
                _tellsSoftware = rest.Split(';').Contains("swbreak+");
                _tellsHardware = rest.Split(';').Contains("hwbreak+");
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"PacketSize={PacketReader.MaxBytes:x};qXfer:features:read+;QStartNoAckMode+;swbreak+;hwbreak+;vContSupported+");
            case "QStartNoAckMode":
                _acknowledges = false;
                return Ok;
            case "qXfer":
                return AnswerTransfer(rest);
            case "qAttached":
                return "1";
            case "qC":
                return "QC1";
            case "qfThreadInfo":
                return "m1";
            case "qsThreadInfo":
                return "l";
            case "qThreadExtraInfo":
                return Hex.OfText("CPU");
            case "qSymbol":
                return Ok;
            case "qRcmd":
                return AnswerMonitor(rest);
            case "qqemu.Supported":
                return "sstepbits;sstep;PhyMemMode";
            case "qqemu.sstepbits":
                return $"ENABLE={SingleStep},NOIRQ={NoInterrupts},NOTIMER={NoTimers}";
            case "qqemu.sstep":
                return string.Create(CultureInfo.InvariantCulture, $"0x{_stepFlags:x}");
            case "qqemu.PhyMemMode":
                return _isPhysical ? "1" : "0";
            case "Qqemu.PhyMemMode" when rest is "0" or "1":
                _isPhysical = rest == "1";
                return Ok;
            default:
                return name.StartsWith("Qqemu.sstep=", StringComparison.Ordinal) ? SetStepFlags(name[12..]) : Unsupported;
        }
    }

    private string SetStepFlags(string text)
    {
        if (!Hex.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text, out ulong flags) || flags > 7)
        {
            return BadRequest;
        }

        _stepFlags = (uint)flags;
        return Ok;
    }

    /// <summary><c>features:read:target.xml:OFFSET,LENGTH</c>.</summary>
    private static string AnswerTransfer(string rest)
    {
        string[] parts = rest.Split(':');
        if (parts is not ["features", "read", _, _])
        {
            return Unsupported;
        }

        if (parts[2] != "target.xml")
        {
            return "E00";
        }

        if (!Hex.TryParsePair(parts[3], out ulong offset, out ulong length))
        {
            return BadRequest;
        }

        string xml = TargetDescription.Xml;
        int from = (int)Math.Min(offset, (ulong)xml.Length);
        int count = (int)Math.Min(Math.Min(length, (ulong)(xml.Length - from)), PacketReader.MaxBytes / 4);
        return string.Concat(from + count < xml.Length ? "m" : "l", xml.AsSpan(from, count));
    }

    private string AnswerMonitor(string rest)
    {
        if (Hex.Bytes(rest) is not { } bytes)
        {
            return BadRequest;
        }

        string output = RunMonitor(Encoding.UTF8.GetString(bytes));
        for (int at = 0; at < output.Length; at += PacketReader.MaxBytes / 8)
        {
            Send("O" + Hex.OfText(output.Substring(at, Math.Min(PacketReader.MaxBytes / 8, output.Length - at))));
        }

        return Ok;
    }
}
