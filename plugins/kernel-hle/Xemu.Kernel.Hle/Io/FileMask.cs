namespace Xemu.Kernel.Hle;

/// <summary>Masks of names: <c>*</c> stands for any characters, <c>?</c> for one, letters are the same in both cases. <c>*.*</c> means every name, also one without a dot.</summary>
internal static class FileMask
{
    /// <summary>Whether a name matches a mask.</summary>
    public static bool Matches(string name, string mask)
    {
        if (mask.Length == 0 || mask is "*" or "*.*")
        {
            return true;
        }

        int at = 0;
        int star = -1;
        int retry = 0;
        int i = 0;
        while (i < name.Length)
        {
            if (at < mask.Length && mask[at] == '*')
            {
                star = at++;
                retry = i;
            }
            else if (at < mask.Length && (mask[at] == '?' || Upper(mask[at]) == Upper(name[i])))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++retry;
            }
            else
            {
                return false;
            }
        }

        return mask.AsSpan(at).TrimStart('*').IsEmpty;
    }

    private static char Upper(char c) => c is >= 'a' and <= 'z' ? (char)(c - 0x20) : c;
}
