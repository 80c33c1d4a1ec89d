using System.Globalization;
using Xemu.Abstractions.Cpu;

namespace Xemu.Monitor.Qmp;

/// <summary>An address as people write it: numbers and <c>$registers</c> with + and -.</summary>
internal static class AddressExpression
{
    /// <summary>Gives its value.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="cpu">Whose registers are meant.</param>
    /// <exception cref="QmpException">It is none.</exception>
    public static ulong Evaluate(string text, ICpuDebug? cpu)
    {
        ulong result = 0;
        int at = 0;
        bool isNegative = false;
        string rest = text.Replace(" ", string.Empty, StringComparison.Ordinal);
        while (true)
        {
            int end = rest.AsSpan(at).IndexOfAny('+', '-');
            string term = end < 0 ? rest[at..] : rest[at..(at + end)];
            if (term.Length > 0 || at > 0 || end < 0)
            {
                ulong value = Term(term, cpu);
                result = isNegative ? result - value : result + value;
            }

            if (end < 0)
            {
                return result;
            }

            isNegative = rest[at + end] == '-';
            at += end + 1;
        }
    }

    private static ulong Term(string text, ICpuDebug? cpu)
    {
        if (text.StartsWith('$'))
        {
            string name = text[1..].ToLowerInvariant();
            name = name switch { "pc" => "eip", "sp" => "esp", "fp" => "ebp", _ => name };
            foreach (CpuRegister register in cpu?.Registers ?? [])
            {
                if (register.Name == name)
                {
                    return (ulong)register.Value;
                }
            }

            throw new QmpException($"unknown register '{text}'");
        }

        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(isHex ? text[2..] : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new QmpException(text.Length == 0 ? "unexpected end of expression" : $"invalid char '{text[0]}' in expression");
    }
}
