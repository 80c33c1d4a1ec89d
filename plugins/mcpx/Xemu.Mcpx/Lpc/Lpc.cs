using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The LPC bridge, function 1.0: power management. Its interrupt inputs are the SMC's wire and the power button.</summary>
/// <remarks>
/// Sources: xboxdevwiki "MCPX" and "Boot Process", Cromwell's PCI set-up. Setting bit 1 of configuration register 0x80 hides the boot ROM, whose bytes
/// are another component's, until a reset; that clearing the bit does not bring it back is unverified. Registers 0x64, 0x6A and 0x6C (interrupt
/// routing) are storage.
/// </remarks>
internal sealed class Lpc : PciComponent, IInterruptController, IBootRomSwitch
{
    /// <summary>Number of the PWRBTN# input.</summary>
    public const int PowerButtonInput = 1;

    private const byte KeyboardResetCommand = 0xFE;
    private const int BootRomRegister = 0x80;
    private const byte HideBootRom = 0x02;

    private readonly string _id;
    private readonly ILogger _log;
    private readonly IMachineControl _machine;
    private readonly PowerManagement _power;

    [Derived("wiring")]
    private Action? _bootRomVisibilityChanged;

    private bool _bootRomHidden;

    public Lpc(LpcOptions options, IComponentContext context)
    {
        _id = context.Id;
        _log = context.Log;
        _machine = context.Machine;
        _power = new PowerManagement(context.Id, context.Clock, level => Slot?.Interrupt.SetLevel(level), PowerOff);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Lpc, 0x060100, 0xD4)
        {
            CommandMask = 0x000F,
            Bars = [new PciBar(0, PciBarKind.Io, PowerManagement.SizeBytes, "lpc-power") { Handler = _power }],
        };
        if (options.KeyboardReset)
        {
            // Reads give all ones, as without a controller: drivers find none.
            context.Ports.MapIo("keyboard-reset", 0x64, 1, new ByteIo(static _ => 0xFF, (_, v) => KeyboardCommand(v)));
        }
    }

    public override PciFunctionDefinition Definition { get; }

    public bool IsBootRomVisible => !_bootRomHidden;

    /// <summary>EXTSMI#, which the SMC drives, and PWRBTN#.</summary>
    public int LineCount => 2;

    public IInterruptLine CreateLine(int number) => number switch
    {
        0 => new ExtsmiLine(_power),
        PowerButtonInput => new PowerButtonLine(_power),
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "The LPC bridge has two interrupt inputs."),
    };

    public void ConnectBootRom(Action visibilityChanged) => _bootRomVisibilityChanged = visibilityChanged;

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        _power.Reset();
        SetBootRomHidden(false);
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Part("power", _power);
        state.Field("boot-rom-hidden", ref _bootRomHidden);
    }

    public override void Dispose()
    {
        _power.Dispose();
        base.Dispose();
    }

    protected override void ConfigWritten(int offset, byte old, byte value)
    {
        if (offset == BootRomRegister && (value & HideBootRom) != 0)
        {
            SetBootRomHidden(true);
        }
    }

    private void SetBootRomHidden(bool hidden)
    {
        if (_bootRomHidden != hidden)
        {
            _bootRomHidden = hidden;
            _bootRomVisibilityChanged?.Invoke();
        }
    }

    private void PowerOff(int sleepType)
    {
        McpxLog.GuestPowerOff(_log, $"sleep type {sleepType} in '{_id}'");
        _machine.RequestStop("The guest has powered off.");
    }

    private void KeyboardCommand(byte command)
    {
        if (command == KeyboardResetCommand)
        {
            McpxLog.GuestReset(_log, "the keyboard controller's reset command");
            _machine.RequestReset(ResetKind.Warm);
        }
    }
}
