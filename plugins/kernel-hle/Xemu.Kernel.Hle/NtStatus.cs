namespace Xemu.Kernel.Hle;

/// <summary>Status codes of the kernel, as programs compare them. Sources: nxdk lib/xboxkrnl/ntstatus.h; Microsoft [MS-ERREF] 2.3 for those that it lacks.</summary>
internal static class NtStatus
{
    public const uint Success = 0x0000_0000;
    public const uint Abandoned = 0x0000_0080;
    public const uint UserApc = 0x0000_00C0;
    public const uint KernelApc = 0x0000_0100;

    /// <summary>Ours, never seen by programs: the thread that waits looks for itself.</summary>
    public const uint Restart = 0x0000_01FF;

    public const uint Alerted = 0x0000_0101;
    public const uint Timeout = 0x0000_0102;
    public const uint Pending = 0x0000_0103;
    public const uint ObjectNameExists = 0x4000_0000;
    public const uint NoYieldPerformed = 0x4000_0024;
    public const uint GuardPageViolation = 0x8000_0001;
    public const uint DatatypeMisalignment = 0x8000_0002;
    public const uint Breakpoint = 0x8000_0003;
    public const uint SingleStep = 0x8000_0004;
    public const uint BufferOverflow = 0x8000_0005;
    public const uint NoMoreFiles = 0x8000_0006;
    public const uint NoMoreEntries = 0x8000_001A;
    public const uint Unsuccessful = 0xC000_0001;
    public const uint NotImplemented = 0xC000_0002;
    public const uint InvalidInfoClass = 0xC000_0003;
    public const uint InfoLengthMismatch = 0xC000_0004;
    public const uint AccessViolation = 0xC000_0005;
    public const uint InPageError = 0xC000_0006;
    public const uint InvalidHandle = 0xC000_0008;
    public const uint InvalidParameter = 0xC000_000D;
    public const uint NoSuchDevice = 0xC000_000E;
    public const uint NoSuchFile = 0xC000_000F;
    public const uint InvalidDeviceRequest = 0xC000_0010;
    public const uint EndOfFile = 0xC000_0011;
    public const uint NoMediaInDevice = 0xC000_0013;
    public const uint MoreProcessingRequired = 0xC000_0016;
    public const uint NoMemory = 0xC000_0017;
    public const uint ConflictingAddresses = 0xC000_0018;
    public const uint UnableToFreeVm = 0xC000_001A;
    public const uint IllegalInstruction = 0xC000_001D;
    public const uint AccessDenied = 0xC000_0022;
    public const uint BufferTooSmall = 0xC000_0023;
    public const uint ObjectTypeMismatch = 0xC000_0024;
    public const uint NoncontinuableException = 0xC000_0025;
    public const uint InvalidDisposition = 0xC000_0026;
    public const uint BadStack = 0xC000_0028;
    public const uint InvalidUnwindTarget = 0xC000_0029;
    public const uint NotCommitted = 0xC000_002D;
    public const uint InvalidParameterMix = 0xC000_0030;
    public const uint ObjectNameInvalid = 0xC000_0033;
    public const uint ObjectNameNotFound = 0xC000_0034;
    public const uint ObjectNameCollision = 0xC000_0035;
    public const uint ObjectPathInvalid = 0xC000_0039;
    public const uint ObjectPathNotFound = 0xC000_003A;
    public const uint DataError = 0xC000_003E;
    public const uint SharingViolation = 0xC000_0043;
    public const uint InvalidPageProtection = 0xC000_0045;
    public const uint MutantNotOwned = 0xC000_0046;
    public const uint SemaphoreLimitExceeded = 0xC000_0047;
    public const uint SuspendCountExceeded = 0xC000_004A;
    public const uint ThreadIsTerminating = 0xC000_004B;
    public const uint DeletePending = 0xC000_0056;
    public const uint InvalidImageFormat = 0xC000_007B;
    public const uint DiskFull = 0xC000_007F;
    public const uint MemoryNotAllocated = 0xC000_00A0;
    public const uint FloatDenormalOperand = 0xC000_008D;
    public const uint FloatDivideByZero = 0xC000_008E;
    public const uint FloatInexactResult = 0xC000_008F;
    public const uint FloatInvalidOperation = 0xC000_0090;
    public const uint FloatOverflow = 0xC000_0091;
    public const uint FloatStackCheck = 0xC000_0092;
    public const uint FloatUnderflow = 0xC000_0093;
    public const uint ArrayBoundsExceeded = 0xC000_008C;
    public const uint IntegerDivideByZero = 0xC000_0094;
    public const uint IntegerOverflow = 0xC000_0095;
    public const uint PrivilegedInstruction = 0xC000_0096;
    public const uint InsufficientResources = 0xC000_009A;
    public const uint FreeVmNotAtBase = 0xC000_009F;
    public const uint MediaWriteProtected = 0xC000_00A2;
    public const uint FileIsADirectory = 0xC000_00BA;
    public const uint NotSameDevice = 0xC000_00D4;
    public const uint InvalidParameter1 = 0xC000_00EF;
    public const uint InvalidParameter2 = 0xC000_00F0;
    public const uint InvalidParameter3 = 0xC000_00F1;
    public const uint InvalidParameter4 = 0xC000_00F2;
    public const uint InvalidParameter5 = 0xC000_00F3;
    public const uint StackOverflow = 0xC000_00FD;
    public const uint DirectoryNotEmpty = 0xC000_0101;
    public const uint FileCorrupt = 0xC000_0102;
    public const uint NotADirectory = 0xC000_0103;
    public const uint CannotDelete = 0xC000_0121;
    public const uint FileClosed = 0xC000_0128;

    /// <summary>No file system of the console is on the medium. That the console says this: nboxkrnl io/hdd/fatx.cpp; programs format their cache partition upon it.</summary>
    public const uint UnrecognizedVolume = 0xC000_014F;

    public const uint MutantLimitExceeded = 0xC000_0191;
    public const uint IoDeviceError = 0xC000_0185;
    public const uint VolumeDismounted = 0xC000_026E;
    public const uint FloatMultipleFaults = 0xC000_02B4;
    public const uint FloatMultipleTraps = 0xC000_02B5;

    /// <summary>Whether a status is no error: NT_SUCCESS.</summary>
    public static bool IsSuccess(uint status) => (int)status >= 0;
}
