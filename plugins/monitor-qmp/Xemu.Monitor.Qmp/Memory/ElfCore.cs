using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;

namespace Xemu.Monitor.Qmp;

/// <summary>Writes a core file of a machine's memory at its physical addresses, with the processor's registers as a note, as QEMU's <c>dump-guest-memory</c> does without paging.</summary>
/// <remarks>Source: System V ABI, Intel386 supplement; Linux elf.h and elfcore.h for the note. Memory that is seen at several addresses is stored once.</remarks>
internal static class ElfCore
{
    private const int HeaderBytes32 = 52;
    private const int HeaderBytes64 = 64;
    private const int ProgramHeaderBytes32 = 32;
    private const int ProgramHeaderBytes64 = 56;
    private const uint PtLoad = 1;
    private const uint PtNote = 4;
    private const int StatusBytes = 144;
    private const int PieceBytes = 1 << 20;

    // The order of struct user_regs_struct for i386; segment registers are widened.
    private static readonly string[] RegisterOrder =
        ["ebx", "ecx", "edx", "esi", "edi", "ebp", "eax", "ds", "es", "fs", "gs", "orig_eax", "eip", "cs", "eflags", "esp", "ss"];

    /// <summary>Writes the file.</summary>
    /// <param name="output">Where to; need not seek.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="ranges">Which of it.</param>
    /// <param name="registers">The processor's registers.</param>
    /// <param name="written">Told after each piece of memory.</param>
    public static void Write(Stream output, StillMemory memory, IReadOnlyList<FlatRange> ranges, IReadOnlyList<CpuRegister> registers, Action<int> written)
    {
        bool is64 = ranges.Count > 0 && ranges.Max(static r => r.Address + r.SizeBytes) > 1UL << 32;
        byte[] note = Note(registers);
        int headers = is64 ? HeaderBytes64 + (ProgramHeaderBytes64 * (ranges.Count + 1)) : HeaderBytes32 + (ProgramHeaderBytes32 * (ranges.Count + 1));
        List<(FlatRange Range, ulong Offset)> stored = [];
        ulong end = Align((ulong)(headers + note.Length));
        ulong dataStart = end;
        foreach (FlatRange range in ranges)
        {
            if (!TryFind(stored, range, out _))
            {
                stored.Add((range, end));
                end += range.SizeBytes;
            }
        }

        byte[] start = new byte[dataStart];
        WriteHeader(start, is64, ranges.Count + 1);
        WriteProgramHeader(start, is64, 0, PtNote, (ulong)headers, 0, (ulong)note.Length);
        for (int i = 0; i < ranges.Count; i++)
        {
            _ = TryFind(stored, ranges[i], out ulong offset);
            WriteProgramHeader(start, is64, i + 1, PtLoad, offset, ranges[i].Address, ranges[i].SizeBytes);
        }

        note.CopyTo(start, headers);
        output.Write(start);
        byte[] piece = new byte[PieceBytes];
        foreach ((FlatRange range, _) in stored)
        {
            for (ulong at = 0; at < range.SizeBytes; at += PieceBytes)
            {
                int count = (int)Math.Min(PieceBytes, range.SizeBytes - at);
                memory.Read(range.Address + at, piece.AsSpan(0, count));
                output.Write(piece.AsSpan(0, count));
                written(count);
            }
        }
    }

    private static ulong Align(ulong value) => (value + 4095) & ~4095UL;

    /// <summary>Finds memory that is stored already, perhaps as part of more.</summary>
    private static bool TryFind(List<(FlatRange Range, ulong Offset)> stored, FlatRange range, out ulong offset)
    {
        foreach ((FlatRange other, ulong start) in stored)
        {
            if (ReferenceEquals(other.Block, range.Block) && range.Offset >= other.Offset && range.Offset + range.SizeBytes <= other.Offset + other.SizeBytes)
            {
                offset = start + (range.Offset - other.Offset);
                return true;
            }
        }

        offset = 0;
        return false;
    }

    private static void WriteHeader(Span<byte> target, bool is64, int count)
    {
        ReadOnlySpan<byte> magic = [0x7F, (byte)'E', (byte)'L', (byte)'F'];
        magic.CopyTo(target);
        target[4] = is64 ? (byte)2 : (byte)1;
        target[5] = 1;
        target[6] = 1;
        Put16(target, 16, 4);
        // EM_X86_64 in the wider form: EM_386 has none.
        Put16(target, 18, is64 ? (ushort)62 : (ushort)3);
        Put32(target, 20, 1);
        if (is64)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target[32..], HeaderBytes64);
            Put16(target, 52, HeaderBytes64);
            Put16(target, 54, ProgramHeaderBytes64);
            Put16(target, 56, (ushort)count);
        }
        else
        {
            Put32(target, 28, HeaderBytes32);
            Put16(target, 40, HeaderBytes32);
            Put16(target, 42, ProgramHeaderBytes32);
            Put16(target, 44, (ushort)count);
        }
    }

    private static void WriteProgramHeader(Span<byte> target, bool is64, int index, uint type, ulong offset, ulong address, ulong size)
    {
        if (is64)
        {
            Span<byte> header = target.Slice(HeaderBytes64 + (index * ProgramHeaderBytes64), ProgramHeaderBytes64);
            Put32(header, 0, type);
            ReadOnlySpan<ulong> values = [offset, address, address, size, size];
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(header[(8 + (8 * i))..], values[i]);
            }
        }
        else
        {
            Span<byte> header = target.Slice(HeaderBytes32 + (index * ProgramHeaderBytes32), ProgramHeaderBytes32);
            ReadOnlySpan<ulong> values = [type, offset, address, address, size, size];
            for (int i = 0; i < values.Length; i++)
            {
                Put32(header, 4 * i, (uint)values[i]);
            }
        }
    }

    /// <summary>NT_PRSTATUS of i386, by the name of "CORE".</summary>
    private static byte[] Note(IReadOnlyList<CpuRegister> registers)
    {
        const int NameBytes = 8;
        const int RegistersAt = 72;
        byte[] note = new byte[12 + NameBytes + StatusBytes];
        Put32(note, 0, 5);
        Put32(note, 4, StatusBytes);
        Put32(note, 8, 1);
        _ = Encoding.ASCII.GetBytes("CORE", note.AsSpan(12));
        Span<byte> status = note.AsSpan(12 + NameBytes);

        // The processor's number stands where a process's would.
        Put32(status, 24, 1);
        for (int i = 0; i < RegisterOrder.Length; i++)
        {
            string name = RegisterOrder[i];
            Put32(status, RegistersAt + (4 * i), (uint)registers.FirstOrDefault(r => r.Name == name).Value);
        }

        return note;
    }

    private static void Put16(Span<byte> target, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(target[at..], value);

    private static void Put32(Span<byte> target, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(target[at..], value);
}
