using System.Buffers.Binary;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Hardware;

/// <summary>Hal: what programs ask of the hardware; settings in the EEPROM.</summary>
public sealed class HalTests : IDisposable
{
    private const int Smc = 0x20;
    private const int EepromDevice = 0xA8;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(0U)]
    [InlineData(3U)]
    [InlineData(15U)]
    public void InterruptVector_Line_HasItsLevel(uint line)
    {
        uint place = _kernel.Allocate(4);

        Assert.Equal(0x30U + line, _kernel.Call("HalGetInterruptVector", line, place));

        Assert.Equal(26U - line, _kernel.Memory.Read32(place));
    }

    [Fact]
    public void SmbusValue_WrittenAndRead_IsTheDevices()
    {
        FakePorts ports = FakePorts.On(_kernel);
        ports.Smbus[(0x40, 7)] = 0x11;
        uint place = _kernel.Allocate(4);

        Assert.Equal(NtStatus.Success, _kernel.Call("HalReadSMBusValue", 0x40, 7, 0, place));
        Assert.Equal(0x11U, _kernel.Memory.Read32(place));
        Assert.Equal(NtStatus.Success, _kernel.Call("HalWriteSMBusValue", 0x40, 7, 0, 0x22));
        Assert.Equal(0x22, ports.Smbus[(0x40, 7)]);
        Assert.Equal(NtStatus.IoDeviceError, _kernel.Call("HalReadSMBusValue", 0x42, 7, 0, place));
        Assert.Equal(NtStatus.IoDeviceError, _kernel.Call("HalWriteSMBusValue", 0x42, 7, 0, 0));
    }

    [Fact]
    public void TrayState_OfTheSmc_IsTold()
    {
        FakePorts.On(_kernel).Smbus[(Smc, 3)] = 0x60;
        uint place = _kernel.Allocate(8);

        Assert.Equal(NtStatus.Success, _kernel.Call("HalReadSMCTrayState", place, place + 4));

        Assert.Equal(0x60U, _kernel.Memory.Read32(place));
    }

    [Fact]
    public void ScratchRegister_Written_IsTheSmcs()
    {
        FakePorts ports = FakePorts.On(_kernel);
        ports.Smbus[(Smc, 0x1B)] = 0;

        Assert.Equal(NtStatus.Success, _kernel.Call("HalWriteSMCScratchRegister", 0x5A));

        Assert.Equal(0x5A, ports.Smbus[(Smc, 0x1B)]);
    }

    [Fact]
    public void Setting_Saved_IsInTheEepromWithItsChecksum()
    {
        FakePorts ports = FakePorts.On(_kernel);
        for (int i = 0; i < 256; i++)
        {
            ports.Smbus[(EepromDevice, i)] = (byte)(i * 7);
        }

        uint value = _kernel.Place(BitConverter.GetBytes(0x1234_5678));
        uint place = _kernel.Allocate(16);

        Assert.Equal(NtStatus.Success, _kernel.Call("ExSaveNonVolatileSetting", 7, 4, value, 4));

        Assert.Equal(NtStatus.Success, _kernel.Call("ExQueryNonVolatileSetting", 7, place, place + 4, 4, place + 8));
        Assert.Equal((4U, 0x1234_5678U, 4U), (_kernel.Memory.Read32(place), _kernel.Memory.Read32(place + 4), _kernel.Memory.Read32(place + 8)));
        byte[] user = [.. Enumerable.Range(0x60, 0x60).Select(i => ports.Smbus[(EepromDevice, i)])];
        Assert.Equal(0x1234_5678U, BinaryPrimitives.ReadUInt32LittleEndian(user.AsSpan(0x30)));

        // With its complement the section's sum is all ones.
        ulong sum = 0;
        for (int i = 0; i < user.Length; i += 4)
        {
            sum += BinaryPrimitives.ReadUInt32LittleEndian(user.AsSpan(i));
        }

        Assert.Equal(uint.MaxValue, (uint)sum + (uint)(sum >> 32));
    }

    [Fact]
    public void Setting_ThatThereIsNotOrTooLong_IsRefused()
    {
        uint place = _kernel.Allocate(16);

        Assert.Equal(NtStatus.ObjectNameNotFound, _kernel.Call("ExSaveNonVolatileSetting", 0x50, 4, place, 4));
        Assert.Equal(NtStatus.ObjectNameNotFound, _kernel.Call("ExQueryNonVolatileSetting", 0x50, place, place, 4, 0));
        Assert.Equal(NtStatus.BufferTooSmall, _kernel.Call("ExQueryNonVolatileSetting", 7, place, place, 3, 0));
        Assert.NotEqual(NtStatus.Success, _kernel.Call("ExSaveNonVolatileSetting", 7, 4, place, 5));
    }

    [Fact]
    public void PortBuffers_ReadAndWritten_MoveValuesOfOnePort()
    {
        FakePorts ports = FakePorts.On(_kernel);
        uint bytes = _kernel.Place([1, 2, 3, 4]);

        _ = _kernel.Call("WRITE_PORT_BUFFER_UCHAR", 0xC00C, bytes, 3);
        _ = _kernel.Call("READ_PORT_BUFFER_UCHAR", 0xC00C, bytes + 2, 2);
        _ = _kernel.Call("WRITE_PORT_BUFFER_USHORT", 0xC00C, bytes, 1);

        Assert.Equal([1, 2, 3, 3], _kernel.Bytes(bytes, 4));
        Assert.Equal((1UL, 2UL), (ports.Read(12, 1), ports.Read(13, 1)));
    }

    [Fact]
    public void Shutdown_RegisteredRoutines_AreCalledByPriority()
    {
        uint[] registrations = [Registration(0x1000, 1), Registration(0x2000, 9), Registration(0x3000, 5)];
        Assert.All(registrations, r => _kernel.Call("HalRegisterShutdownNotification", r, 1));
        _ = _kernel.Call("HalRegisterShutdownNotification", registrations[2], 0);
        Assert.Equal(0U, _kernel.Call("HalIsResetOrShutdownPending"));

        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("HalReturnToFirmware", [1], out _));

        Assert.Equal(0x2000U, _kernel.Memory.Read32(_kernel.ResumedFrame + TrapFrame.Eip));
        Assert.Equal(registrations[1], _kernel.Memory.Read32(_kernel.ResumedFrame + TrapFrame.Bytes + 4));
        Assert.True(_kernel.Kernel.Shutdown.IsPending);
    }

    private uint Registration(uint routine, int priority) =>
        _kernel.Place([.. BitConverter.GetBytes(routine), .. BitConverter.GetBytes(priority), .. new byte[8]]);
}
