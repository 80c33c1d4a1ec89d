using System.Text;

namespace Xemu.GdbStub;

/// <summary>The protocol's numbers and escapes. Nothing here throws, whatever the text.</summary>
internal static class Hex
{
    /// <summary>A digit's value, or -1.</summary>
    public static int Digit(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };

    /// <summary>Parses 1 to 16 digits, the highest first.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        foreach (char c in text)
        {
            int digit = Digit(c);
            if (digit < 0 || value >> 60 != 0)
            {
                return false;
            }

            value = (value << 4) | (uint)digit;
        }

        return text.Length > 0;
    }

    /// <summary>Parses <c>ADDRESS,LENGTH</c>.</summary>
    public static bool TryParsePair(ReadOnlySpan<char> text, out ulong first, out ulong second)
    {
        int comma = text.IndexOf(',');
        second = 0;
        first = 0;
        return comma > 0 && TryParse(text[..comma], out first) && TryParse(text[(comma + 1)..], out second);
    }

    /// <summary>Bytes from pairs of digits; null when they are none.</summary>
    public static byte[]? Bytes(ReadOnlySpan<char> text)
    {
        if (text.Length % 2 != 0)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            int high = Digit(text[2 * i]);
            int low = Digit(text[(2 * i) + 1]);
            if (high < 0 || low < 0)
            {
                return null;
            }

            bytes[i] = (byte)((high << 4) | low);
        }

        return bytes;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>Text as pairs of digits.</summary>
    public static string OfText(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    /// <summary>Removes the escapes of binary data: 7D, then the byte with bit 5 turned over.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> data)
    {
        var bytes = new List<byte>(data.Length);
        for (int i = 0; i < data.Length; i++)
        {
            bytes.Add(data[i] == '}' && i + 1 < data.Length ? (byte)(data[++i] ^ 0x20) : data[i]);
        }

        return [.. bytes];
    }

    /// <summary>A packet with its frame and checksum; what the frame uses is escaped.</summary>
    public static byte[] Frame(string payload)
    {
        var bytes = new List<byte>(payload.Length + 4) { (byte)'$' };
        byte sum = 0;
        foreach (byte b in Encoding.Latin1.GetBytes(payload))
        {
            if (b is (byte)'$' or (byte)'#' or (byte)'}' or (byte)'*')
            {
                bytes.Add((byte)'}');
                bytes.Add((byte)(b ^ 0x20));
                sum += (byte)('}' + (b ^ 0x20));
            }
            else
            {
                bytes.Add(b);
                sum += b;
            }
        }

        bytes.Add((byte)'#');
        bytes.AddRange(Encoding.ASCII.GetBytes(sum.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        return [.. bytes];
    }
}
