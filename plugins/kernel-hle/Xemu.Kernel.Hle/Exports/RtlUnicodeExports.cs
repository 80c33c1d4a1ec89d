using System.Runtime.InteropServices;

namespace Xemu.Kernel.Hle;

/// <summary>Rtl: counted strings of 16-bit characters.</summary>
/// <remarks>Sources: nxdk lib/xboxkrnl/xboxkrnl.h; results recorded on a console by xbox_kernel_test_suite (src/tests/rtl).</remarks>
internal static class RtlUnicodeExports
{
    private const uint MostBytes = 0xFFFE;

    public static void Register(ExportTable exports)
    {
        exports.Serve("RtlAppendUnicodeStringToString", static call => Append(call, GuestString.Read(call.Memory, call[1])));
        exports.Serve("RtlAppendUnicodeToString", AppendText);
        exports.Serve("RtlCompareUnicodeString", Compare);
        exports.Serve("RtlCopyUnicodeString", static call => GuestString.Copy(call, static _ => { }));
        exports.Serve("RtlCreateUnicodeString", Create);
        exports.Serve("RtlDowncaseUnicodeChar", static call => CodePage.ToLower((char)call[0]));
        exports.Serve("RtlDowncaseUnicodeString", static call => ChangeCase(call, CodePage.ToLower));
        exports.Serve("RtlEqualUnicodeString", AreEqual);
        exports.Serve("RtlFreeUnicodeString", GuestString.Free);
        exports.Serve("RtlInitUnicodeString", Initialize);
        exports.Serve("RtlUpcaseUnicodeChar", static call => CodePage.ToUpper((char)call[0]));
        exports.Serve("RtlUpcaseUnicodeString", static call => ChangeCase(call, CodePage.ToUpper));
    }

    /// <summary>(Destination, Source as text that ends with a NUL, or 0).</summary>
    private static uint AppendText(KernelCall call)
    {
        if (call[1] == 0)
        {
            return NtStatus.Success;
        }

        uint count = GuestString.CountWide(call.Memory, call[1]);
        return count > MostBytes / 2 ? NtStatus.BufferTooSmall : Append(call, new GuestString(0, (ushort)(2 * count), 0, call[1]));
    }

    /// <summary>Appends, with a NUL where there is room for one (unverified).</summary>
    private static uint Append(KernelCall call, GuestString source)
    {
        var destination = GuestString.Read(call.Memory, call[0]);
        int length = destination.Length + source.Length;
        if (length > destination.MaximumLength)
        {
            return NtStatus.BufferTooSmall;
        }

        call.Memory.Write(destination.Buffer + destination.Length, source.Bytes(call.Memory));
        if (length + 2 <= destination.MaximumLength)
        {
            call.Memory.Write16(destination.Buffer + (uint)length, 0);
        }

        destination.WriteLength(call.Memory, length);
        return NtStatus.Success;
    }

    /// <summary>(String1, String2, CaseInSensitive): the difference of the first characters that differ, or of the lengths in bytes.</summary>
    private static uint Compare(KernelCall call)
    {
        var first = GuestString.Read(call.Memory, call[0]);
        var second = GuestString.Read(call.Memory, call[1]);
        char[] left = first.Characters(call.Memory);
        char[] right = second.Characters(call.Memory);
        bool ignoresCase = call.Byte(2) != 0;
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            int difference = ignoresCase ? CodePage.ToUpper(left[i]) - CodePage.ToUpper(right[i]) : left[i] - right[i];
            if (difference != 0)
            {
                return (uint)difference;
            }
        }

        return (uint)(first.Length - second.Length);
    }

    private static uint AreEqual(KernelCall call) =>
        call.Memory.Read16(call[0]) == call.Memory.Read16(call[1]) && Compare(call) == 0 ? 1U : 0;

    /// <summary>(Destination, Source as text): a copy in pool, its NUL included.</summary>
    private static uint Create(KernelCall call)
    {
        call.Memory.Probe(call[0], 8, isWrite: true);
        uint bytes = (GuestString.CountWide(call.Memory, call[1]) + 1) * 2;
        uint buffer = bytes > MostBytes ? 0 : GuestString.Allocate(call.Kernel, (int)bytes);
        if (buffer == 0)
        {
            return 0;
        }

        call.Memory.Write(buffer, new GuestString(0, (ushort)bytes, 0, call[1]).Bytes(call.Memory));
        new GuestString(call[0], (ushort)(bytes - 2), (ushort)bytes, buffer).Write(call.Memory);
        return 1;
    }

    /// <summary>(Destination, Source, AllocateDestinationString). What is allocated has no room for a NUL.</summary>
    private static uint ChangeCase(KernelCall call, Func<char, char> change)
    {
        var destination = GuestString.Read(call.Memory, call[0]);
        var source = GuestString.Read(call.Memory, call[1]);
        char[] characters = source.Characters(call.Memory);
        if (call.Byte(2) != 0)
        {
            call.Memory.Probe(call[0], 8, isWrite: true);
            destination = destination with { MaximumLength = source.Length, Buffer = GuestString.Allocate(call.Kernel, source.Length) };
            if (destination.Buffer == 0)
            {
                return NtStatus.NoMemory;
            }
        }
        else if (source.Length > destination.MaximumLength)
        {
            return NtStatus.BufferOverflow;
        }

        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = change(characters[i]);
        }

        call.Memory.Write(destination.Buffer, MemoryMarshal.AsBytes(characters.AsSpan()));
        (destination with { Length = source.Length }).Write(call.Memory);
        return NtStatus.Success;
    }

    /// <summary>(Destination, Source or 0). The length has 16 bits, whatever the text has.</summary>
    private static uint Initialize(KernelCall call)
    {
        ushort length = call[1] == 0 ? (ushort)0 : (ushort)(2 * GuestString.CountWide(call.Memory, call[1]));
        new GuestString(call[0], length, call[1] == 0 ? (ushort)0 : (ushort)(length + 2), call[1]).Write(call.Memory);
        return 0;
    }
}
