namespace Xemu.Kernel.Hle;

/// <summary>Rtl: sprintf and its like. Results and ends follow Microsoft's <c>_snprintf</c>: text of exactly the size gets no NUL, longer text is cut and answered with -1.</summary>
internal static class RtlFormatExports
{
    private const uint Cut = uint.MaxValue;

    public static void Register(ExportTable exports)
    {
        exports.Serve("RtlSprintf", static call => Print(call, call[1], call.StackArguments + 8));
        exports.Serve("RtlVsprintf", static call => Print(call, call[1], call[2]));
        exports.Serve("RtlSnprintf", static call => PrintSized(call, call[2], call.StackArguments + 12));
        exports.Serve("RtlVsnprintf", static call => PrintSized(call, call[2], call[3]));
    }

    private static uint Print(KernelCall call, uint format, uint arguments)
    {
        byte[] text = Narrow(GuestFormat.Format(call, format, arguments, int.MaxValue), int.MaxValue);
        call.Memory.Write(call[0], text);
        call.Memory.Write8(call[0] + (uint)text.Length, 0);
        return (uint)text.Length;
    }

    private static uint PrintSized(KernelCall call, uint format, uint arguments)
    {
        int size = (int)Math.Min(call[1], int.MaxValue - 1);
        string text = GuestFormat.Format(call, format, arguments, size + 1);
        byte[] bytes = Narrow(text, size);
        call.Memory.Write(call[0], bytes);
        if (text.Length < size)
        {
            call.Memory.Write8(call[0] + (uint)bytes.Length, 0);
        }

        return text.Length > size ? Cut : (uint)bytes.Length;
    }

    private static byte[] Narrow(string text, int most)
    {
        byte[] bytes = new byte[Math.Min(text.Length, most)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = CodePage.ToAnsi(text[i]);
        }

        return bytes;
    }
}
