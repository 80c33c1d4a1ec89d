using System.Buffers.Binary;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The lists of a host controller, served once a frame, and its done queue.</summary>
/// <remarks>
/// Source: OpenHCI 1.0a, chapters 4 and 6. No device ever answers, so a transfer ends as the specification says: a general one fails three times with
/// DeviceNotResponding, is retired and halts its endpoint; an isochronous one takes its frames. A general transfer is tried once a frame; hardware
/// would go round its lists until the frame is over. A guest's list can be of any shape: a frame reads at most
/// <see cref="DescriptorsPerFrame"/> endpoints, a periodic list that is longer is a scheduling overrun, and another goes on in the next frame.
/// </remarks>
internal sealed class OhciSchedule(Ohci controller) : IStateful
{
    /// <summary>Endpoints read in one frame, of all lists together.</summary>
    public const int DescriptorsPerFrame = 128;

    private const uint AddressMask = 0xFFFF_FFF0;
    private const uint DeviceNotResponding = 5;
    private const uint DataOverrun = 8;

    /// <summary>Of a transfer descriptor's first word: condition code and error count.</summary>
    private const uint OutcomeMask = 0xFC00_0000;

    /// <summary>The delay counter of a queue in which nothing waits for an interrupt (4.3.1.2).</summary>
    private const uint NoInterrupt = 7;

    /// <summary>Frames until the done queue is handed to software.</summary>
    private uint _delay = NoInterrupt;

    [Derived("counts within one call")]
    private int _left;

    public void Reset() => _delay = NoInterrupt;

    public void DescribeState(IStateVisitor state) => state.Field("done-delay", ref _delay);

    /// <summary>The end of a frame: hands the done queue over when its delay has passed and software has taken the last one.</summary>
    public void WriteBackDone()
    {
        if (_delay is > 0 and < NoInterrupt)
        {
            _delay--;
            return;
        }

        if (_delay != 0 || (controller.Value(OhciRegisters.InterruptStatus) & OhciRegisters.WritebackDoneHead) != 0)
        {
            return;
        }

        // Bit 0 tells of other events that interrupt (4.4).
        bool others = (controller.Value(OhciRegisters.InterruptStatus) & controller.EnabledInterrupts & OhciRegisters.Events) != 0;
        WriteDword(controller.Value(OhciRegisters.Hcca) + OhciRegisters.HccaDoneHead, controller.Value(OhciRegisters.DoneHead) | (others ? 1u : 0));
        controller.Value(OhciRegisters.DoneHead) = 0;
        _delay = NoInterrupt;
        controller.Raise(OhciRegisters.WritebackDoneHead);
    }

    /// <summary>Serves the lists that are enabled.</summary>
    public void RunFrame(uint frame)
    {
        _left = DescriptorsPerFrame;
        uint control = controller.Value(OhciRegisters.Control);
        if ((control & OhciRegisters.PeriodicListEnable) != 0)
        {
            RunPeriodic(frame, (control & OhciRegisters.IsochronousEnable) != 0);
        }

        if ((control & OhciRegisters.ControlListEnable) != 0)
        {
            RunList(frame, OhciRegisters.ControlHead, OhciRegisters.ControlCurrent, OhciRegisters.ControlListFilled);
        }

        if ((control & OhciRegisters.BulkListEnable) != 0)
        {
            RunList(frame, OhciRegisters.BulkHead, OhciRegisters.BulkCurrent, OhciRegisters.BulkListFilled);
        }
    }

    private void RunPeriodic(uint frame, bool isochronous)
    {
        // HccaInterruptTable: 32 heads, one a frame.
        uint address = ReadDword(controller.Value(OhciRegisters.Hcca) + (4 * (frame & 31))) & AddressMask;
        while (address != 0)
        {
            if (_left-- <= 0)
            {
                Overrun();
                return;
            }

            OhciEndpoint endpoint = ReadEndpoint(address);
            if (endpoint.IsIsochronous && !isochronous)
            {
                return;
            }

            Serve(endpoint, frame);
            address = endpoint.Next;
        }
    }

    /// <summary>The control or the bulk list: from its head when it was said to be filled, else from where the last frame stopped.</summary>
    private void RunList(uint frame, uint head, uint current, uint filled)
    {
        ref uint status = ref controller.Value(OhciRegisters.CommandStatus);
        ref uint address = ref controller.Value(current);
        if (address == 0)
        {
            if ((status & filled) == 0)
            {
                return;
            }

            status &= ~filled;
            address = controller.Value(head);
        }

        while (address != 0 && _left-- > 0)
        {
            OhciEndpoint endpoint = ReadEndpoint(address);
            if (endpoint.HasWork)
            {
                status |= filled;
            }

            Serve(endpoint, frame);
            address = endpoint.Next;
        }
    }

    /// <summary>The periodic list did not end in its frame: the event, and the count of two bits in HcCommandStatus (7.1.3).</summary>
    private void Overrun()
    {
        ref uint status = ref controller.Value(OhciRegisters.CommandStatus);
        status = (status & ~0x0003_0000u) | ((status + 0x0001_0000) & 0x0003_0000);
        controller.Raise(OhciRegisters.SchedulingOverrun);
    }

    private void Serve(OhciEndpoint endpoint, uint frame)
    {
        if (!endpoint.HasWork)
        {
            return;
        }

        if (endpoint.IsIsochronous)
        {
            ServeIsochronous(endpoint, frame);
        }
        else
        {
            ServeGeneral(endpoint);
        }
    }

    /// <summary>One attempt that nobody answers (4.3.1.3.1: the third error in a row retires the transfer).</summary>
    private void ServeGeneral(OhciEndpoint endpoint)
    {
        uint transfer = endpoint.Transfer;
        uint word = ReadDword(transfer);
        uint errors = (word >> 26) & 3;
        uint failed = (word & ~OutcomeMask) | (DeviceNotResponding << 28) | (Math.Min(errors + 1, 3) << 26);
        if (errors < 2)
        {
            WriteDword(transfer, failed);
        }
        else
        {
            Retire(endpoint, failed, isError: true, halt: true);
        }
    }

    /// <summary>A packet of this frame (4.3.2): a device that is absent sends none, and one that is sent to it is lost without a sign.</summary>
    private void ServeIsochronous(OhciEndpoint endpoint, uint frame)
    {
        uint transfer = endpoint.Transfer;
        uint word = ReadDword(transfer);
        int relative = (short)(frame - word);
        uint last = (word >> 24) & 7;
        if (relative < 0)
        {
            return;
        }

        if (relative > last)
        {
            // Its time has passed before it was served.
            Retire(endpoint, (word & ~0xF000_0000) | (DataOverrun << 28), isError: true, halt: false);
            return;
        }

        WriteWord(transfer + 16 + (2 * (uint)relative), endpoint.IsInput ? (ushort)(DeviceNotResponding << 12) : (ushort)0);
        if (relative == last)
        {
            Retire(endpoint, word & ~0xF000_0000, isError: false, halt: false);
        }
    }

    /// <summary>Moves a transfer from its endpoint to the done queue.</summary>
    private void Retire(OhciEndpoint endpoint, uint word, bool isError, bool halt)
    {
        uint transfer = endpoint.Transfer;
        uint next = ReadDword(transfer + 8) & AddressMask;
        WriteDword(transfer, word);
        WriteDword(transfer + 8, controller.Value(OhciRegisters.DoneHead));
        WriteDword(endpoint.Address + 8, next | endpoint.ToggleCarry | (halt ? 1u : 0));
        controller.Value(OhciRegisters.DoneHead) = transfer;

        // An error does not wait for the transfer's own delay.
        _delay = Math.Min(_delay, isError ? 0 : (word >> 21) & 7);
    }

    private OhciEndpoint ReadEndpoint(uint address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Fill(0xFF);
        controller.Dma?.Read(address, bytes);
        return new OhciEndpoint(
            address,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) & AddressMask);
    }

    private uint ReadDword(uint address)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes.Fill(0xFF);
        controller.Dma?.Read(address, bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private void WriteDword(uint address, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        controller.Dma?.Write(address, bytes);
    }

    private void WriteWord(uint address, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        controller.Dma?.Write(address, bytes);
    }
}
