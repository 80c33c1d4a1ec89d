using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Xemu.Abstractions.Io;

namespace Xemu.Host;

/// <summary>Reads <c>--add-fd SET=FD</c> and <c>--add-fd NAME=FD</c>.</summary>
internal static class DescriptorOption
{
    /// <summary>Gives the descriptors to the store; what they can be used for is checked where they are used.</summary>
    public static bool TryAdd(IReadOnlyList<string> texts, IDescriptorStore store, [NotNullWhen(false)] out string? mistake)
    {
        foreach (string text in texts)
        {
            string[] parts = text.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor) || descriptor < 3)
            {
                mistake = $"--add-fd {text}: write a set's number or a name, '=' and the descriptor, 3 or more: 0=7, or out=7.";
                return false;
            }

            if (!Path.Exists($"/proc/self/fd/{descriptor}"))
            {
                mistake = $"--add-fd {text}: descriptor {descriptor} is not open; hand it over when starting the platform, such as {descriptor}<>FILE in a shell.";
                return false;
            }

            if (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int set))
            {
                _ = store.AddToSet(set, descriptor, note: null);
            }
            else if (char.IsAsciiDigit(parts[0][0]))
            {
                mistake = $"--add-fd {text}: a descriptor's name does not begin with a digit.";
                return false;
            }
            else
            {
                store.Add(parts[0], descriptor);
            }
        }

        mistake = null;
        return true;
    }
}
