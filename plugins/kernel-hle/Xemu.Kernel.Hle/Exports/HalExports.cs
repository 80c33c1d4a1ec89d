using Xemu.Abstractions.Memory;

namespace Xemu.Kernel.Hle;

/// <summary>Hal: interrupts, PCI, SMBus, ports, shutdown.</summary>
internal static class HalExports
{
    private const ulong PciAddressPort = 0xCF8;
    private const ulong PciDataPort = 0xCFC;
    private const uint PciEnable = 0x8000_0000;
    private const byte SmcDevice = 0x20;
    private const byte SmcTrayState = 0x03;
    private const byte SmcScratch = 0x1B;
    private const int MostPortCount = 0x1_0000;

    public static void Register(ExportTable exports)
    {
        exports.Serve("HalDisableSystemInterrupt", static call => SetMasked(call, masked: true));
        exports.Serve("HalEnableSystemInterrupt", static call => SetMasked(call, masked: false));
        exports.Serve("HalGetInterruptVector", GetInterruptVector);
        exports.Serve("HalReadSMBusValue", ReadSmbus);
        exports.Serve("HalWriteSMBusValue", WriteSmbus);
        exports.Serve("HalReadSMCTrayState", ReadTrayState);
        exports.Serve("HalWriteSMCScratchRegister", static call => call.Kernel.Smbus.TryWrite(SmcDevice, SmcScratch, word: false, call.Byte(0)) ? NtStatus.Success : NtStatus.IoDeviceError);
        exports.Serve("HalReadWritePCISpace", ReadWritePci);
        exports.Serve("HalRegisterShutdownNotification", RegisterShutdown);
        exports.Serve("HalReturnToFirmware", static call => call.Kernel.Shutdown.Begin(call, call[0]));
        exports.Serve("HalInitiateShutdown", static call => call.Kernel.Shutdown.Begin(call, 0));
        exports.Serve("HalIsResetOrShutdownPending", static call => call.Kernel.Shutdown.IsPending ? 1U : 0);
        exports.Serve("HalEnableSecureTrayEject", static _ => 0);
        exports.Serve("READ_PORT_BUFFER_UCHAR", static call => Transfer(call, 1, isWrite: false));
        exports.Serve("READ_PORT_BUFFER_USHORT", static call => Transfer(call, 2, isWrite: false));
        exports.Serve("READ_PORT_BUFFER_ULONG", static call => Transfer(call, 4, isWrite: false));
        exports.Serve("WRITE_PORT_BUFFER_UCHAR", static call => Transfer(call, 1, isWrite: true));
        exports.Serve("WRITE_PORT_BUFFER_USHORT", static call => Transfer(call, 2, isWrite: true));
        exports.Serve("WRITE_PORT_BUFFER_ULONG", static call => Transfer(call, 4, isWrite: true));
        exports.Serve("PhyInitialize", static call => call.Kernel.Network.Initialize(call.Byte(0) != 0));
        exports.Serve("PhyGetLinkState", static call => call.Kernel.Network.LinkState(call.Byte(0) != 0));
    }

    private static uint SetMasked(KernelCall call, bool masked)
    {
        if (call[0] < 16)
        {
            call.Kernel.Interrupts.SetDisabled((int)call[0], masked);
        }

        return 0;
    }

    private static uint GetInterruptVector(KernelCall call)
    {
        uint level = call[0];
        if (level > 15)
        {
            return 0;
        }

        if (call[1] != 0)
        {
            call.Memory.Write8(call[1], Irql.OfInterrupt((int)level));
        }

        return KernelLayout.InterruptVector + level;
    }

    /// <summary>(Address, Command, ReadWord, Value).</summary>
    private static uint ReadSmbus(KernelCall call)
    {
        bool answered = call.Kernel.Smbus.TryRead(call.Byte(0), call.Byte(1), call.Byte(2) != 0, out ushort value);
        call.Memory.Write32(call[3], value);
        return answered ? NtStatus.Success : NtStatus.IoDeviceError;
    }

    /// <summary>(Address, Command, WriteWord, Value).</summary>
    private static uint WriteSmbus(KernelCall call) =>
        call.Kernel.Smbus.TryWrite(call.Byte(0), call.Byte(1), call.Byte(2) != 0, (ushort)call[3]) ? NtStatus.Success : NtStatus.IoDeviceError;

    /// <summary>(State, Count).</summary>
    private static uint ReadTrayState(KernelCall call)
    {
        _ = call.Kernel.Smbus.TryRead(SmcDevice, SmcTrayState, word: false, out ushort state);
        call.Memory.Write32(call[0], state);
        call.WriteOptional(call[1], 0);
        return NtStatus.Success;
    }

    /// <summary>(Bus, SlotNumber: device in bits 0 to 4 and function in 5 to 7, Register, Buffer, Length, WritePciSpace).</summary>
    private static uint ReadWritePci(KernelCall call)
    {
        (uint slot, uint register, uint buffer, uint length) = (call[1], call[2], call[3], call[4]);
        uint address = PciEnable | ((call[0] & 0xFF) << 16) | ((slot & 0x1F) << 11) | ((slot >> 5 & 7) << 8);
        for (uint i = 0; i < Math.Min(length, 256) && register + i < 256;)
        {
            uint place = register + i;
            int width = (place & 3) == 0 && length - i >= 4 ? 4 : (place & 1) == 0 && length - i >= 2 ? 2 : 1;
            call.Kernel.Ports.WriteValue(PciAddressPort, 4, address | (place & 0xFC));
            MoveValue(call, PciDataPort + (place & 3), buffer + i, width, call.Byte(5) != 0);
            i += (uint)width;
        }

        return 0;
    }

    private static uint RegisterShutdown(KernelCall call)
    {
        call.Kernel.Shutdown.Register(call[0], call.Byte(1) != 0);
        return 0;
    }

    /// <summary>(Port, Buffer, Count): one port, many values.</summary>
    private static uint Transfer(KernelCall call, int width, bool isWrite)
    {
        (uint port, uint buffer) = (call[0] & 0xFFFF, call[1]);
        for (uint i = 0; i < Math.Min(call[2], MostPortCount); i++)
        {
            MoveValue(call, port, buffer + (i * (uint)width), width, isWrite);
        }

        return 0;
    }

    private static void MoveValue(KernelCall call, ulong port, uint buffer, int width, bool isWrite)
    {
        IAddressSpace ports = call.Kernel.Ports;
        Span<byte> bytes = stackalloc byte[4];
        if (isWrite)
        {
            call.Memory.Read(buffer, bytes[..width]);
            ports.WriteValue(port, width, BitConverter.ToUInt32(bytes));
            return;
        }

        _ = BitConverter.TryWriteBytes(bytes, (uint)ports.ReadValue(port, width));
        call.Memory.Write(buffer, bytes[..width]);
    }
}
