using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The LPC bridge, function 1.0: power management. Its interrupt inputs are the SMC's wire and the power button.</summary>
/// <remarks>
/// Sources: xboxdevwiki "MCPX", Cromwell's PCI set-up. Configuration register 0x80 bit 1 hides the chip's boot ROM, which is not
/// modelled: the machine starts from flash, as a devkit does. Registers 0x64, 0x6A and 0x6C (interrupt routing) are storage.
/// </remarks>
internal sealed class Lpc : PciComponent, IInterruptController
{
    /// <summary>Number of the PWRBTN# input.</summary>
    public const int PowerButtonInput = 1;

    private const byte KeyboardResetCommand = 0xFE;

    private readonly string _id;
    private readonly ILogger _log;
    private readonly IMachineControl _machine;
    private readonly PowerManagement _power;

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

    /// <summary>EXTSMI#, which the SMC drives, and PWRBTN#.</summary>
    public int LineCount => 2;

    public IInterruptLine CreateLine(int number) => number switch
    {
        0 => new ExtsmiLine(_power),
        PowerButtonInput => new PowerButtonLine(_power),
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "The LPC bridge has two interrupt inputs."),
    };

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        _power.Reset();
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Part("power", _power);
    }

    public override void Dispose()
    {
        _power.Dispose();
        base.Dispose();
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
