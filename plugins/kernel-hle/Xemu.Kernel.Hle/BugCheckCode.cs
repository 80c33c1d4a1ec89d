namespace Xemu.Kernel.Hle;

/// <summary>Codes of KeBugCheck that the kernel uses itself, numbered as in Windows.</summary>
internal static class BugCheckCode
{
    public const uint IrqlNotLessOrEqual = 0x0A;
    public const uint KmodeExceptionNotHandled = 0x1E;
    public const uint InvalidKernelStack = 0x2B;
    public const uint NoMoreIrpStackLocations = 0x35;
    public const uint MultipleIrpCompleteRequests = 0x44;
    public const uint UnexpectedKernelModeTrap = 0x7F;
    public const uint ManuallyInitiated = 0xE2;

    /// <summary>Ours: an export that the platform does not serve.</summary>
    public const uint UnservedExport = 0x5845_0001;
}
