namespace Xemu.Mcpx;

/// <summary>What firmware must answer to the SMC's four bytes.</summary>
/// <remarks>Source: the arithmetic that xbox-linux found and its Cromwell firmware performs before any console runs for longer than a moment.</remarks>
internal static class SmcChallenge
{
    /// <summary>Computes the answer.</summary>
    /// <returns>What commands 0x20 and 0x21 must be sent.</returns>
    public static (byte First, byte Second) Answer(byte c0, byte c1, byte c2, byte c3)
    {
        int mixedA = (c0 << 2) ^ (c1 + 0x39) ^ (c2 >> 2) ^ (c3 + 0x63);
        int mixedB = (c0 + 0x0B) ^ (c1 >> 2) ^ (c2 + 0x1B);
        int first = 0x33;
        int second = 0xED;
        for (int round = 0; round < 4; round++)
        {
            first = (first + (second ^ mixedA)) & 0xFF;
            second = (second + (first ^ mixedB)) & 0xFF;
        }

        return ((byte)first, (byte)second);
    }
}
