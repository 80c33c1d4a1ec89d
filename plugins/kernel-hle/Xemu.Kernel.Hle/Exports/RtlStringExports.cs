namespace Xemu.Kernel.Hle;

/// <summary>Rtl: counted strings of 8-bit characters.</summary>
/// <remarks>Sources: nxdk lib/xboxkrnl/xboxkrnl.h; results recorded on a console by xbox_kernel_test_suite (src/tests/rtl).</remarks>
internal static class RtlStringExports
{
    public static void Register(ExportTable exports)
    {
        exports.Serve("RtlAppendStringToString", Append);
        exports.Serve("RtlCompareString", Compare);
        exports.Serve("RtlCopyString", Copy);
        exports.Serve("RtlEqualString", AreEqual);
        exports.Serve("RtlFreeAnsiString", GuestString.Free);
        exports.Serve("RtlInitAnsiString", Initialize);
        exports.Serve("RtlLowerChar", static call => CodePage.ToLower(call.Byte(0)));
        exports.Serve("RtlUpperChar", static call => CodePage.ToUpper(call.Byte(0)));
        exports.Serve("RtlUpperString", Upper);
    }

    /// <summary>(Destination, Source).</summary>
    private static uint Append(KernelCall call)
    {
        var destination = GuestString.Read(call.Memory, call[0]);
        var source = GuestString.Read(call.Memory, call[1]);
        int length = destination.Length + source.Length;
        if (length > destination.MaximumLength)
        {
            return NtStatus.BufferTooSmall;
        }

        call.Memory.Write(destination.Buffer + destination.Length, source.Bytes(call.Memory));
        destination.WriteLength(call.Memory, length);
        return NtStatus.Success;
    }

    /// <summary>(String1, String2, CaseInSensitive): the difference of the first characters that differ, or of the lengths.</summary>
    private static uint Compare(KernelCall call)
    {
        byte[] first = GuestString.Read(call.Memory, call[0]).Bytes(call.Memory);
        byte[] second = GuestString.Read(call.Memory, call[1]).Bytes(call.Memory);
        bool ignoresCase = call.Byte(2) != 0;
        for (int i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            int difference = ignoresCase ? CodePage.ToUpper(first[i]) - CodePage.ToUpper(second[i]) : first[i] - second[i];
            if (difference != 0)
            {
                return (uint)difference;
            }
        }

        return (uint)(first.Length - second.Length);
    }

    private static uint AreEqual(KernelCall call) =>
        call.Memory.Read16(call[0]) == call.Memory.Read16(call[1]) && Compare(call) == 0 ? 1U : 0;

    /// <summary>(Destination, Source or 0).</summary>
    private static uint Copy(KernelCall call) => GuestString.Copy(call, static _ => { });

    private static uint Upper(KernelCall call) => GuestString.Copy(call, static bytes =>
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = CodePage.ToUpper(bytes[i]);
        }
    });

    /// <summary>(Destination, Source or 0). The length has 16 bits, whatever the text has.</summary>
    private static uint Initialize(KernelCall call)
    {
        ushort length = call[1] == 0 ? (ushort)0 : (ushort)GuestString.Count(call.Memory, call[1]);
        new GuestString(call[0], length, call[1] == 0 ? (ushort)0 : (ushort)(length + 1), call[1]).Write(call.Memory);
        return 0;
    }
}
