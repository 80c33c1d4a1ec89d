using System.Text;

namespace Xemu.Kernel.Hle;

/// <summary>Formats text as Microsoft's printf does, with arguments in guest memory.</summary>
/// <remarks>Source: Microsoft, "Format specification syntax: printf and wprintf functions". Text has no end on the console; here a conversion makes at most 65,536 characters.</remarks>
internal static class GuestFormat
{
    private const int MostCharacters = 65536;

    /// <summary>Formats.</summary>
    /// <param name="call">The call: its memory is read.</param>
    /// <param name="format">Address of the format.</param>
    /// <param name="arguments">Address of the first argument.</param>
    /// <param name="maximum">Most characters that are wanted.</param>
    public static string Format(KernelCall call, uint format, uint arguments, int maximum)
    {
        string text = call.Memory.ReadText(format, MostCharacters);
        var result = new StringBuilder();
        for (int i = 0; i < text.Length && result.Length < Math.Min(maximum, MostCharacters); i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            var specification = FormatSpecification.Parse(text, ref i, () => Next(call, ref arguments));
            if (i < text.Length)
            {
                AppendValue(call, result, specification, text[i], ref arguments);
            }
        }

        return result.ToString();
    }

    private static uint Next(KernelCall call, ref uint arguments)
    {
        uint value = call.Memory.Read32(arguments);
        arguments += 4;
        return value;
    }

    private static ulong NextQuad(KernelCall call, ref uint arguments) => Next(call, ref arguments) | ((ulong)Next(call, ref arguments) << 32);

    private static void AppendValue(KernelCall call, StringBuilder result, FormatSpecification specification, char kind, ref uint arguments)
    {
        switch (kind)
        {
            case 'd' or 'i' or 'u' or 'x' or 'X' or 'o' or 'p':
                ulong value = specification.Bits == 64 ? NextQuad(call, ref arguments) : Next(call, ref arguments);
                result.Append(FormatNumber.Integer(value, specification, kind));
                break;
            case 'c' or 'C':
                uint character = Next(call, ref arguments);
                result.Append(specification.PadText(((char)(IsWide(specification, kind) ? character & 0xFFFF : character & 0xFF)).ToString()));
                break;
            case 's' or 'S' or 'Z':
                result.Append(specification.PadText(Text(call, specification, kind, Next(call, ref arguments))));
                break;
            case 'e' or 'E' or 'f' or 'g' or 'G':
                result.Append(FormatNumber.Floating(BitConverter.UInt64BitsToDouble(NextQuad(call, ref arguments)), specification, kind));
                break;
            case 'n':
                call.Memory.Write32(Next(call, ref arguments), (uint)result.Length);
                break;
            default:
                result.Append(kind);
                break;
        }
    }

    /// <summary>The capital letters turn the size of characters round, where no size is given.</summary>
    private static bool IsWide(FormatSpecification specification, char kind) => specification.IsWide ?? kind is 'S' or 'C';

    private static string Text(KernelCall call, FormatSpecification specification, char kind, uint address)
    {
        int most = Math.Min(specification.Precision ?? MostCharacters, MostCharacters);
        bool wide = IsWide(specification, kind);
        if (address != 0 && kind == 'Z')
        {
            var counted = GuestString.Read(call.Memory, address);
            most = Math.Min(most, counted.Length / (wide ? 2 : 1));
            address = counted.Buffer;
            return address == 0 ? "(null)" : wide ? Wide(call, address, most, ends: false) : Narrow(call, address, most);
        }

        return address == 0 ? "(null)" : wide ? Wide(call, address, most, ends: true) : call.Memory.ReadText(address, most);
    }

    private static string Narrow(KernelCall call, uint address, int length)
    {
        byte[] bytes = new byte[length];
        call.Memory.Read(address, bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private static string Wide(KernelCall call, uint address, int most, bool ends)
    {
        var text = new StringBuilder();
        while (text.Length < most)
        {
            char character = (char)call.Memory.Read16(address);
            if (ends && character == 0)
            {
                break;
            }

            text.Append(character);
            address += 2;
        }

        return text.ToString();
    }
}
