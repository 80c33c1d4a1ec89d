using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>The System Management Controller, a PIC16 at SMBus address 0x10: power, tray, fan, LED, video connector, boot challenge.</summary>
/// <remarks>
/// Sources: xboxdevwiki "System Management Controller" and "PIC" (commands), "AV Cables"; Cromwell (challenge and its answer, interrupt
/// reasons, commands in use); the register 0x1B flags are the kernel's own. Tray states and the time that a challenge may take are
/// unverified. Not modelled: fan control by temperature, the LED's own sequences, the eject button, reset on eject.
/// </remarks>
internal sealed class Smc : IComponent, IStateful, ISmbusDevice, IPowerButton
{
    private const byte ReasonPowerButton = 0x01;
    private const byte ReasonTrayClosed = 0x02;
    private const byte ReasonTrayOpening = 0x04;
    private const byte TrayOpen = 0x10;
    private const byte TrayEmpty = 0x40;
    private const byte TrayLoaded = 0x60;
    private const byte DefaultFanSpeed = 10;
    private const ulong ChallengeTimeNs = 250_000_000;

    private readonly SmcOptions _options;
    private readonly ILogger _log;
    private readonly IClock _clock;
    private readonly IMachineControl _machine;
    private readonly IInterruptLine? _interrupt;
    private readonly IInterruptLine? _chipsetButton;
    private readonly IInputChannel _buttonInput;
    private readonly IGuestTimer _challengeTimer;
    private readonly AccessCounter _counter;

    /// <summary>Commands whose value is only kept: fan mode and speed, LED mode and sequence, audio mute, and so on.</summary>
    private readonly byte[] _kept = new byte[0x22];

    private byte _versionIndex;
    private byte _interruptReason;
    private byte _scratch;
    private bool _trayOpen;

    /// <summary>Answers received: bit 0 for command 0x20, bit 1 for 0x21.</summary>
    private byte _answers;

    public Smc(SmcOptions options, IComponentContext context)
    {
        _options = options;
        _log = context.Log;
        _clock = context.Clock;
        _machine = context.Machine;
        _counter = new AccessCounter(context);
        _interrupt = options.Interrupts?.CreateLine(0);
        _chipsetButton = options.ChipsetPowerButton ? ChipsetButton(context.Id, options.Interrupts) : null;
        _buttonInput = context.Inputs.OpenChannel($"{context.Id}/power-button", _ => PowerButtonPressed());
        _challengeTimer = context.Clock.CreateTimer($"{context.Id}/challenge", ChallengeExpired);
        context.AddStatusItem("led", LedText);
    }

    private bool IsTrayOpen => _options.Drive?.IsTrayOpen ?? _trayOpen;

    /// <summary>The scratch register survives every reset: the controller itself is never without power.</summary>
    public void Reset(ResetKind kind)
    {
        Array.Clear(_kept);
        _kept[0x06] = DefaultFanSpeed;
        _versionIndex = 0;
        _interruptReason = 0;
        _answers = 0;
        _trayOpen = false;
        UpdateInterrupt();
        if (_options.EnforceChallenge)
        {
            _challengeTimer.Arm(_clock.NowNs + ChallengeTimeNs);
        }
        else
        {
            _challengeTimer.Cancel();
        }
    }

    public bool TryRead(byte command, out byte value)
    {
        switch (command)
        {
            case 0x01:
                value = (byte)_options.Version[_versionIndex];
                _versionIndex = (byte)((_versionIndex + 1) % 3);
                break;
            case 0x03:
                value = TrayState();
                break;
            case 0x04:
                value = (byte)_options.AvPack;
                break;
            case 0x09:
                value = (byte)_options.CpuTemperature;
                break;
            case 0x0A:
                value = (byte)_options.BoardTemperature;
                break;
            case 0x0F:
                value = _kept[0x0E];
                break;
            case 0x10:
                value = _kept[0x05] != 0 ? _kept[0x06] : DefaultFanSpeed;
                break;
            case 0x11:
                value = _interruptReason;
                _interruptReason = 0;
                UpdateInterrupt();
                break;
            case 0x1B:
                value = _scratch;
                break;
            case >= 0x1C and <= 0x1F:
                value = ChallengeByte(command - 0x1C);
                break;
            default:
                // Command 0x18 stops a real console as if it were too hot: not modelled.
                value = 0;
                _counter.Unhandled(command, isWrite: false);
                break;
        }

        return true;
    }

    public bool TryWrite(byte command, byte value)
    {
        switch (command)
        {
            case 0x01:
                _versionIndex = (byte)(value % 3);
                break;
            case 0x02:
                WritePower(value);
                break;
            case 0x0C:
                MoveTray(open: (value & 1) == 0);
                break;
            case 0x1A:
                // Cannot be disabled once enabled.
                _kept[command] |= (byte)(value & 1);
                UpdateInterrupt();
                break;
            case 0x1B:
                _scratch = value;
                break;
            case 0x20 or 0x21:
                TakeAnswer(command - 0x20, value);
                break;
            case 0x05 or 0x06 or 0x07 or 0x08 or 0x0B or 0x0D or 0x0E or 0x19:
                _kept[command] = value;
                break;
            default:
                _counter.Unhandled(command, isWrite: true);
                break;
        }

        return true;
    }

    // A word is one command with two bytes; the controller's registers are bytes, and the second byte is dropped.
    public bool TryReadWord(byte command, out ushort value)
    {
        bool acknowledged = TryRead(command, out byte low);
        value = low;
        return acknowledged;
    }

    public bool TryWriteWord(byte command, ushort value) => TryWrite(command, (byte)value);

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("kept", _kept);
        state.Field("version-index", ref _versionIndex);
        state.Field("interrupt-reason", ref _interruptReason);
        state.Field("scratch", ref _scratch);
        state.Field("tray-open", ref _trayOpen);
        state.Field("answers", ref _answers);
        state.Timer("challenge-timer", _challengeTimer);
    }

    public void AfterRestore() => _versionIndex %= 3;

    /// <summary>Presses the power button: the guest is told, and turns the console off if it listens.</summary>
    /// <remarks>Any thread. A console whose firmware does not answer is turned off by the controller after a while: not modelled.</remarks>
    public void Press() => _buttonInput.Post([]);

    public void Dispose()
    {
        _buttonInput.Dispose();
        _challengeTimer.Dispose();
    }

    private static IInterruptLine ChipsetButton(string id, IInterruptController? bridge) => bridge is { LineCount: > Lpc.PowerButtonInput }
        ? bridge.CreateLine(Lpc.PowerButtonInput)
        : throw new ComponentException($"'{id}' has 'chipset-power-button' and its 'interrupts' name no LPC bridge; name the bridge, or leave the option out.");

    private void PowerButtonPressed()
    {
        _interruptReason |= ReasonPowerButton;
        UpdateInterrupt();

        // A press is short: both edges in one instant.
        _chipsetButton?.SetLevel(true);
        _chipsetButton?.SetLevel(false);
    }

    private byte TrayState()
    {
        if (IsTrayOpen)
        {
            return TrayOpen;
        }

        return _options.Drive?.Medium is null ? TrayEmpty : TrayLoaded;
    }

    private void WritePower(byte value)
    {
        if ((value & 0x80) != 0)
        {
            McpxLog.GuestPowerOff(_log, "SMC command 0x02");
            _machine.RequestStop("The guest has powered off.");
        }
        else if ((value & 0x40) != 0)
        {
            McpxLog.GuestReset(_log, "power cycle by SMC command 0x02");
            _machine.RequestReset(ResetKind.Cold);
        }
        else if ((value & 0x01) != 0)
        {
            McpxLog.GuestReset(_log, "SMC command 0x02");
            _machine.RequestReset(ResetKind.Warm);
        }
    }

    private void MoveTray(bool open)
    {
        if (open == IsTrayOpen)
        {
            return;
        }

        _trayOpen = open;
        if (open)
        {
            _options.Drive?.OpenTray();
        }
        else
        {
            _options.Drive?.CloseTray();
        }

        _interruptReason |= open ? ReasonTrayOpening : ReasonTrayClosed;
        UpdateInterrupt();
    }

    private void UpdateInterrupt() => _interrupt?.SetLevel(_interruptReason != 0 && _kept[0x1A] != 0);

    private byte ChallengeByte(int index) => (byte)(_options.ChallengeSeed >> (8 * index));

    private void TakeAnswer(int index, byte value)
    {
        _kept[0x20 + index] = value;
        _answers |= (byte)(1 << index);
        (byte first, byte second) = SmcChallenge.Answer(ChallengeByte(0), ChallengeByte(1), ChallengeByte(2), ChallengeByte(3));
        if (_answers == 3 && _kept[0x20] == first && _kept[0x21] == second)
        {
            _challengeTimer.Cancel();
        }
    }

    private void ChallengeExpired()
    {
        McpxLog.ChallengeFailed(_log);
        _machine.RequestReset(ResetKind.Cold);
    }

    /// <summary>The LED as it is set by hand; empty while the controller drives it.</summary>
    private string LedText()
    {
        if (_kept[0x07] == 0)
        {
            return string.Empty;
        }

        // Four phases, a nibble for each colour; shown is the first one. xboxdevwiki "PIC".
        return ((_kept[0x08] >> 7) & 1, (_kept[0x08] >> 3) & 1) switch
        {
            (0, 0) => "LED off",
            (1, 0) => "LED red",
            (0, 1) => "LED green",
            _ => "LED orange",
        };
    }
}
