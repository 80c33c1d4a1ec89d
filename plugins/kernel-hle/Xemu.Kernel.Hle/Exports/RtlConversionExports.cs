namespace Xemu.Kernel.Hle;

/// <summary>Rtl: between 8-bit and 16-bit characters.</summary>
/// <remarks>Sources: nxdk lib/xboxkrnl/xboxkrnl.h; results recorded on a console by xbox_kernel_test_suite (src/tests/rtl/suite/string_conversion.c).</remarks>
internal static class RtlConversionExports
{
    /// <summary>Most characters that are converted at once: the rest is another turn, so that no length holds the machine up.</summary>
    private const uint MostAtOnce = 1 << 20;

    public static void Register(ExportTable exports)
    {
        exports.Serve("RtlAnsiStringToUnicodeString", static call => AnsiToUnicode(call, call[0], GuestString.Read(call.Memory, call[1]), call.Byte(2) != 0));
        exports.Serve("RtlUnicodeStringToAnsiString", UnicodeToAnsi);
        exports.Serve("RtlMultiByteToUnicodeN", MultiByteToUnicode);
        exports.Serve("RtlMultiByteToUnicodeSize", static call => WriteSize(call, call[2] * 2));
        exports.Serve("RtlUnicodeToMultiByteN", static call => UnicodeToMultiByte(call, upper: false));
        exports.Serve("RtlUnicodeToMultiByteSize", static call => WriteSize(call, call[2] / 2));
        exports.Serve("RtlUpcaseUnicodeToMultiByteN", static call => UnicodeToMultiByte(call, upper: true));
    }

    /// <summary>Converts, with a NUL at the end.</summary>
    public static uint AnsiToUnicode(KernelCall call, uint destinationPlace, GuestString source, bool allocates)
    {
        int bytes = (source.Length + 1) * 2;
        if (bytes > ushort.MaxValue)
        {
            return NtStatus.InvalidParameter2;
        }

        var destination = GuestString.Read(call.Memory, destinationPlace) with { Length = (ushort)(bytes - 2) };
        call.Memory.Probe(source.Buffer, source.Length, isWrite: false);
        destination.WriteLength(call.Memory, destination.Length);
        if (allocates)
        {
            destination = destination with { MaximumLength = (ushort)bytes, Buffer = GuestString.Allocate(call.Kernel, bytes) };
            if (destination.Buffer == 0)
            {
                return NtStatus.NoMemory;
            }
        }
        else if (bytes > destination.MaximumLength)
        {
            return NtStatus.BufferOverflow;
        }

        CodePage.Widen(call.Memory, source.Buffer, destination.Buffer, source.Length);
        call.Memory.Write16(destination.Buffer + destination.Length, 0);
        destination.Write(call.Memory);
        return NtStatus.Success;
    }

    /// <summary>(Destination, Source, AllocateDestinationString): text that does not fit is cut, with a NUL all the same.</summary>
    private static uint UnicodeToAnsi(KernelCall call)
    {
        var destination = GuestString.Read(call.Memory, call[0]);
        var source = GuestString.Read(call.Memory, call[1]);
        int length = source.Length / 2;
        uint status = NtStatus.Success;
        call.Memory.Probe(source.Buffer, (uint)length * 2, isWrite: false);
        destination.WriteLength(call.Memory, length);
        if (call.Byte(2) != 0)
        {
            destination = destination with { MaximumLength = (ushort)(length + 1), Buffer = GuestString.Allocate(call.Kernel, length + 1) };
            if (destination.Buffer == 0)
            {
                return NtStatus.NoMemory;
            }
        }
        else if (destination.MaximumLength == 0)
        {
            return NtStatus.BufferOverflow;
        }
        else if (length >= destination.MaximumLength)
        {
            length = destination.MaximumLength - 1;
            status = NtStatus.BufferOverflow;
        }

        CodePage.Narrow(call.Memory, source.Buffer, destination.Buffer, (uint)length, upper: false);
        call.Memory.Write8(destination.Buffer + (uint)length, 0);
        (destination with { Length = (ushort)length }).Write(call.Memory);
        return status;
    }

    /// <summary>(UnicodeString, MaxBytesInUnicodeString, BytesInUnicodeString or 0, MultiByteString, BytesInMultiByteString).</summary>
    private static uint MultiByteToUnicode(KernelCall call)
    {
        uint count = Math.Min(call[1] / 2, call[4]);
        CodePage.ProbeBoth(call.Memory, call[3], count, call[0], 2UL * count);
        uint now = Math.Min(count, MostAtOnce);
        call.WriteOptional(call[2], count * 2);
        CodePage.Widen(call.Memory, call[3], call[0], now);
        return now == count ? NtStatus.Success : Continue(call, now * 2, now);
    }

    /// <summary>Goes on behind what was converted: (Destination, room there, size or 0, Source, length).</summary>
    private static uint Continue(KernelCall call, uint written, uint read)
    {
        call.SetArgument(0, call[0] + written);
        call.SetArgument(1, call[1] - written);
        call.SetArgument(2, 0);
        call.SetArgument(3, call[3] + read);
        call.SetArgument(4, call[4] - read);
        return call.CallAgain();
    }

    /// <summary>(MultiByteString, MaxBytesInMultiByteString, BytesInMultiByteString or 0, UnicodeString, BytesInUnicodeString).</summary>
    private static uint UnicodeToMultiByte(KernelCall call, bool upper)
    {
        uint count = Math.Min(call[1], call[4] / 2);
        CodePage.ProbeBoth(call.Memory, call[3], 2UL * count, call[0], count);
        uint now = Math.Min(count, MostAtOnce);
        call.WriteOptional(call[2], count);
        CodePage.Narrow(call.Memory, call[3], call[0], now, upper);
        return now == count ? NtStatus.Success : Continue(call, now, now * 2);
    }

    private static uint WriteSize(KernelCall call, uint size)
    {
        call.Memory.Write32(call[0], size);
        return NtStatus.Success;
    }
}
