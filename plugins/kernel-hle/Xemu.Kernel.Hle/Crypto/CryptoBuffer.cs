namespace Xemu.Kernel.Hle;

/// <summary>The bytes that a routine of the Xc group works on.</summary>
internal static class CryptoBuffer
{
    /// <summary>Throws unless a range can be read, or written.</summary>
    /// <exception cref="GuestFaultException">A page is not there, or the range is longer than RAM: addresses can only go on so long when they name the same memory again and again.</exception>
    public static void Probe(GuestMemory memory, uint address, ulong length, bool isWrite)
    {
        if (length > memory.Ram.SizeBytes)
        {
            throw new GuestFaultException(address + memory.Ram.SizeBytes, isWrite);
        }

        memory.Probe(address, (uint)length, isWrite);
    }
}
