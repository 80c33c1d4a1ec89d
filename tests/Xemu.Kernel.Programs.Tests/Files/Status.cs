namespace Xemu.Kernel.Programs.Tests;

/// <summary>Statuses that programs compare. Sources: nxdk lib/xboxkrnl/ntstatus.h; Microsoft [MS-ERREF] 2.3.</summary>
internal static class Status
{
    public const uint Success = 0;
    public const uint UserApc = 0xC0;
    public const uint TimedOut = 0x102;
    public const uint BufferOverflow = 0x8000_0005;
    public const uint NoMoreFiles = 0x8000_0006;
    public const uint InvalidInfoClass = 0xC000_0003;
    public const uint InfoLengthMismatch = 0xC000_0004;
    public const uint InvalidHandle = 0xC000_0008;
    public const uint InvalidParameter = 0xC000_000D;
    public const uint NoSuchFile = 0xC000_000F;
    public const uint InvalidDeviceRequest = 0xC000_0010;
    public const uint EndOfFile = 0xC000_0011;
    public const uint UnrecognizedVolume = 0xC000_014F;
    public const uint AccessDenied = 0xC000_0022;
    public const uint BufferTooSmall = 0xC000_0023;
    public const uint ObjectTypeMismatch = 0xC000_0024;
    public const uint ObjectNameInvalid = 0xC000_0033;
    public const uint ObjectNameNotFound = 0xC000_0034;
    public const uint ObjectNameCollision = 0xC000_0035;
    public const uint ObjectPathNotFound = 0xC000_003A;
    public const uint SharingViolation = 0xC000_0043;
    public const uint DeletePending = 0xC000_0056;
    public const uint DiskFull = 0xC000_007F;
    public const uint MediaWriteProtected = 0xC000_00A2;
    public const uint FileIsADirectory = 0xC000_00BA;
    public const uint NotSameDevice = 0xC000_00D4;
    public const uint DirectoryNotEmpty = 0xC000_0101;
    public const uint NotADirectory = 0xC000_0103;
    public const uint CannotDelete = 0xC000_0121;
    public const uint VolumeDismounted = 0xC000_026E;
}
