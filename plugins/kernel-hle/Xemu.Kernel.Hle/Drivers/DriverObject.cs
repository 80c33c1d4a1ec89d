namespace Xemu.Kernel.Hle;

/// <summary>DRIVER_OBJECT as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class DriverObject
{
    public const uint StartIo = 0;
    public const uint DeleteDevice = 4;
    public const uint DismountVolume = 8;
    public const uint MajorFunctions = 12;

    /// <summary>How many functions there are.</summary>
    public const uint FunctionCount = 14;

    /// <summary>Size of the object.</summary>
    public const uint Bytes = MajorFunctions + (4 * FunctionCount);

    private const uint Tag = 0x7672_4449;

    /// <summary>Makes the driver of the kernel's own devices.</summary>
    /// <returns>Its address, or 0 when there is no memory.</returns>
    public static uint Create(Kernel kernel)
    {
        uint driver = kernel.Pool.AllocateZeroed(Bytes, Tag);
        for (uint function = 0; driver != 0 && function < FunctionCount; function++)
        {
            string routine = DeviceRequests.Serves((MajorFunction)function) ? "IrpDispatch" : "IoInvalidDeviceRequest";
            kernel.Memory.Write32(driver + MajorFunctions + (4 * function), kernel.Exports[routine].Address);
        }

        return driver;
    }
}
