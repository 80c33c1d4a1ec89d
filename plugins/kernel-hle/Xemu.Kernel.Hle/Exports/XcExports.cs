namespace Xemu.Kernel.Hle;

/// <summary>Xc: the vector of the routines, which a program may replace.</summary>
/// <remarks>
/// Sources: nxdk lib/xboxkrnl/xboxkrnl.h (CRYPTO_VECTOR); Cxbx-Reloaded for what is left out of a vector. A replaced export's stub in guest memory becomes a jump, so calls reach the program's
/// routine without the platform. The stub's second instruction, its call of the platform, stays: the routines of the ROM, which a program gets for its vector, enter there.
/// </remarks>
internal static class XcExports
{
    private const int RoutineBytes = 16;
    private const int StubCall = 5;
    private const byte Jump = 0xE9;
    private const byte MoveToEax = 0xB8;

    /// <summary>The routines in the order of the vector.</summary>
    private static readonly string[] Vector =
    [
        "XcSHAInit", "XcSHAUpdate", "XcSHAFinal", "XcRC4Key", "XcRC4Crypt", "XcHMAC", "XcPKEncPublic", "XcPKDecPrivate",
        "XcPKGetKeyLen", "XcVerifyPKCS1Signature", "XcModExp", "XcDESKeyParity", "XcKeyTable", "XcBlockCrypt", "XcBlockCryptCBC", "XcCryptService",
    ];

    /// <summary>Bytes at the end of the kernel's code that the routines of the ROM take.</summary>
    public static uint RomBytes => (uint)(RoutineBytes * Vector.Length);

    private static uint Rom => KernelLayout.Code + KernelLayout.CodeBytes - RomBytes;

    public static void Register(ExportTable exports)
    {
        exports.Serve("XcCryptService", static _ => 0);
        exports.Serve("XcUpdateCrypto", Update);
    }

    /// <summary>(NewVector, ROMVector or 0): an entry of 0 leaves a routine as it is.</summary>
    private static uint Update(KernelCall call)
    {
        Span<uint> routines = stackalloc uint[Vector.Length];
        for (int i = 0; i < routines.Length; i++)
        {
            routines[i] = call.Memory.Read32(call[0] + (uint)(4 * i));
        }

        if (call[1] != 0)
        {
            call.Memory.Probe(call[1], (uint)(4 * Vector.Length), isWrite: true);
            for (int i = 0; i < routines.Length; i++)
            {
                call.Memory.Write32(call[1] + (uint)(4 * i), WriteRoutine(call, i));
            }
        }

        for (int i = 0; i < routines.Length; i++)
        {
            if (routines[i] != 0)
            {
                uint stub = call.Kernel.Exports[Vector[i]].Address;
                WriteInstruction(call.Memory, stub, Jump, routines[i] - (stub + StubCall));
            }
        }

        return 0;
    }

    /// <summary>Writes what a routine of the ROM is: the export's number, and a jump to where its stub calls the platform.</summary>
    private static uint WriteRoutine(KernelCall call, int index)
    {
        ExportRow row = call.Kernel.Exports[Vector[index]];
        uint place = Rom + (uint)(RoutineBytes * index);
        WriteInstruction(call.Memory, place, MoveToEax, (uint)row.Ordinal);
        WriteInstruction(call.Memory, place + StubCall, Jump, row.Address + StubCall - (place + (2 * StubCall)));
        return place;
    }

    private static void WriteInstruction(GuestMemory memory, uint place, byte code, uint operand)
    {
        memory.Write8(place, code);
        memory.Write32(place + 1, operand);
    }
}
