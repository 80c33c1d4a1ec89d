using System.Text;
using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>What programs about files are made of. A call leaves its status in EAX, its status block at <see cref="Block"/> and what it reads at <see cref="Buffer"/>.</summary>
internal sealed class FileText(ProgramText text)
{
    public const string Disk = @"\Device\Harddisk0\Partition1";
    public const string Disc = @"\Device\CdRom0";
    public const uint BufferBytes = 0x1000;

    /// <summary>A place to write to: the file's end.</summary>
    public const long AtEnd = -1;

    private const uint CaseInsensitive = 0x40;

    /// <summary>The IO_STATUS_BLOCK.</summary>
    public uint Block { get; } = text.Data.Variable(8);

    public uint Buffer { get; } = text.Data.Variable(BufferBytes);

    /// <summary>Four characters as a word of memory.</summary>
    public static uint Word(string characters) => BitConverter.ToUInt32(Encoding.Latin1.GetBytes(characters.PadRight(4, '\0')));

    /// <summary>Makes or opens a file.</summary>
    /// <returns>The variable with its handle.</returns>
    public uint Create(
        string path, uint disposition = CreateNew, uint access = Everything, uint options = Synchronous, uint share = ShareAll, uint attributes = Normal, uint root = 0, uint? room = null)
    {
        uint handle = text.Data.Variable();
        uint roomPlace = room is { } bytes ? text.Data.Time(bytes) : 0;
        text.Call("NtCreateFile", handle, access | Synchronize, Attributes(path, root), Block, roomPlace, attributes, share, disposition, options);
        return handle;
    }

    /// <summary>Opens what is there.</summary>
    /// <returns>The variable with its handle.</returns>
    public uint Open(string path, uint access = Read, uint options = Synchronous, uint share = ShareAll, uint root = 0)
    {
        uint handle = text.Data.Variable();
        text.Call("NtOpenFile", handle, access | Synchronize, Attributes(path, root), Block, share, options);
        return handle;
    }

    public void WriteText(uint handle, string content, long? offset = null) => WriteFrom(handle, text.Data.Text(content), (uint)content.Length, offset);

    public void WriteFrom(uint handle, GuestArgument address, uint length, long? offset = null) =>
        text.Call("NtWriteFile", At(handle), 0, 0, 0, Block, address, length, Place(offset));

    public void ReadBytes(uint handle, uint length, long? offset = null) => ReadTo(handle, Buffer, length, offset);

    public void ReadTo(uint handle, GuestArgument address, uint length, long? offset = null) =>
        text.Call("NtReadFile", At(handle), 0, 0, 0, Block, address, length, Place(offset));

    /// <summary>Reads or writes with an event, an APC routine and its context, each of which may be 0.</summary>
    public void Request(
        string export, uint handle, GuestArgument address, uint length, long offset, GuestArgument signal = default, GuestArgument routine = default, GuestArgument context = default) =>
        text.Call(export, At(handle), signal, routine, context, Block, address, length, Place(offset));

    public void Query(uint handle, uint kind, uint length) => text.Call("NtQueryInformationFile", At(handle), Block, Buffer, length, kind);

    public void QueryVolume(uint handle, uint kind, uint length) => text.Call("NtQueryVolumeInformationFile", At(handle), Block, Buffer, length, kind);

    public void QueryPath(string path) => text.Call("NtQueryFullAttributesFile", Attributes(path), Buffer);

    public void Set(uint handle, uint kind, params ReadOnlySpan<uint> information) =>
        text.Call("NtSetInformationFile", At(handle), Block, text.Data.Dwords(information), information.Length * 4, kind);

    public void Seek(uint handle, uint position) => Set(handle, PositionInformation, position, 0);

    public void SetSize(uint handle, uint bytes) => Set(handle, EndOfFileInformation, bytes, 0);

    public void MarkDeleted(uint handle, bool isDeleted = true) => Set(handle, DispositionInformation, isDeleted ? 1U : 0);

    public void Rename(uint handle, string name, bool replaces = false)
    {
        uint length = (uint)name.Length;
        Set(handle, RenameInformation, replaces ? 1U : 0, 0, length | (length << 16), text.Data.Text(name));
    }

    /// <summary>Sets times and attributes; those that are 0 stay.</summary>
    public void SetBasic(uint handle, long created = 0, long accessed = 0, long modified = 0, uint attributes = 0) => Set(
        handle,
        BasicInformation,
        (uint)created, (uint)(created >> 32), (uint)accessed, (uint)(accessed >> 32), (uint)modified, (uint)(modified >> 32), 0, 0, attributes, 0);

    public void DeletePath(string path) => text.Call("NtDeleteFile", Attributes(path));

    public void Close(uint handle) => text.Call("NtClose", At(handle));

    /// <summary>Asks for a folder's next entry; its name is 64 bytes behind <see cref="Buffer"/>.</summary>
    public void List(uint handle, string? mask = null, bool restarts = false, uint length = 0x100)
    {
        text.C.mov(At(Buffer + 0x40), 0);
        text.Call("NtQueryDirectoryFile", At(handle), 0, 0, 0, Block, Buffer, length, 1, mask is null ? 0 : text.Data.CountedText(mask), restarts ? 1 : 0);
    }

    public void Control(uint handle, uint code, uint outputBytes = 0, uint input = 0, uint inputBytes = 0) =>
        text.Call("NtDeviceIoControlFile", At(handle), 0, 0, 0, Block, code, input, inputBytes, outputBytes == 0 ? 0 : Buffer, outputBytes);

    public void FileSystemControl(uint handle, uint code) => text.Call("NtFsControlFile", At(handle), 0, 0, 0, Block, code, 0, 0, 0, 0);

    /// <summary>Makes a file that holds a text.</summary>
    public void MakeFile(string path, string content, uint attributes = Normal)
    {
        uint handle = Create(path, attributes: attributes);
        WriteText(handle, content);
        Close(handle);
    }

    public void MakeFolder(string path) => Close(Create(path, options: Folder));

    /// <summary>Reports what the last call gave.</summary>
    public void Result() => text.Report(eax);

    /// <summary>Reports what the last call gave, and the second word of the status block.</summary>
    public void ResultAndInformation()
    {
        text.Report(eax);
        text.Report(At(Block + 4));
    }

    /// <summary>Reports words of the buffer.</summary>
    public void Words(int count, uint offset = 0)
    {
        for (uint i = 0; i < count; i++)
        {
            text.Report(At(Buffer + offset + (i * 4)));
        }
    }

    /// <summary>Fills memory with words: the first one, and each one more than the one before it.</summary>
    public void Fill(uint address, int words, uint first)
    {
        Label next = text.C.CreateLabel();
        text.C.mov(ecx, words);
        text.C.mov(edx, address);
        text.C.mov(eax, first);
        text.C.Mark(ref next);
        text.C.mov(__dword_ptr[edx], eax);
        text.C.inc(eax);
        text.C.add(edx, 4);
        text.C.dec(ecx);
        text.C.jnz(next);
    }

    /// <summary>Reports a checksum of memory: each word is added to three times the sum before it.</summary>
    public void ReportSum(uint address, int words)
    {
        Label next = text.C.CreateLabel();
        text.C.mov(ecx, words);
        text.C.mov(edx, address);
        text.C.xor(eax, eax);
        text.C.Mark(ref next);
        text.C.lea(eax, __[eax + (eax * 2)]);
        text.C.add(eax, __dword_ptr[edx]);
        text.C.add(edx, 4);
        text.C.dec(ecx);
        text.C.jnz(next);
        text.Report(eax);
    }

    /// <summary>The checksum that <see cref="ReportSum"/> reports.</summary>
    public static uint Sum(ReadOnlySpan<byte> content)
    {
        uint sum = 0;
        for (int at = 0; at + 4 <= content.Length; at += 4)
        {
            sum = unchecked((sum * 3) + BitConverter.ToUInt32(content[at..]));
        }

        return sum;
    }

    /// <summary>What <see cref="Fill"/> leaves.</summary>
    public static byte[] Filled(int words, uint first) => [.. Enumerable.Range(0, words).SelectMany(i => BitConverter.GetBytes(first + (uint)i))];

    /// <summary>Writes OBJECT_ATTRIBUTES; a root that is not 0 is the variable with its handle.</summary>
    /// <returns>Their address.</returns>
    public uint Attributes(string path, uint root = 0)
    {
        uint name = text.Data.CountedText(path);
        if (root == 0)
        {
            return text.Data.Dwords(0, name, CaseInsensitive);
        }

        uint place = text.Data.Variable(12);
        text.C.mov(eax, At(root));
        text.C.mov(At(place), eax);
        text.C.mov(At(place + 4), name);
        text.C.mov(At(place + 8), CaseInsensitive);
        return place;
    }

    private uint Place(long? offset) => offset is { } value ? text.Data.Time(value) : 0;
}
