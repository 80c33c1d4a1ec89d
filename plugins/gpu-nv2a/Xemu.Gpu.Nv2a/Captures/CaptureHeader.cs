namespace Xemu.Gpu.Nv2a;

/// <summary>What stands at the front of a capture, before the compressed part.</summary>
/// <param name="RamBytes">RAM of the machine that was captured.</param>
internal readonly record struct CaptureHeader(ulong RamBytes)
{
    /// <summary>The version of the format that is written. Older ones can be read for ever.</summary>
    public const uint CurrentVersion = 1;

    /// <summary>"XEMUGPU" and a zero, little-endian.</summary>
    private const ulong Magic = 0x0055_5047_554D_4558;

    /// <summary>Most RAM that a capture may ask for.</summary>
    private const ulong MaxRamBytes = 1ul << 30;

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Magic);
        writer.Write(CurrentVersion);
        writer.Write(RamBytes);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="CaptureException">It is no capture that can be read.</exception>
    public static CaptureHeader Read(BinaryReader reader)
    {
        if (reader.ReadUInt64() != Magic)
        {
            throw new CaptureException("It is no capture: it does not begin with 'XEMUGPU'.");
        }

        uint version = reader.ReadUInt32();
        if (version is 0 or > CurrentVersion)
        {
            throw new CaptureException($"It has version {version} of the format, and this program reads up to {CurrentVersion}; take a newer program.");
        }

        ulong ramBytes = reader.ReadUInt64();
        return ramBytes is 0 or > MaxRamBytes || ramBytes % 4096 != 0
            ? throw new CaptureException($"It claims a machine with {ramBytes} bytes of RAM, which cannot be.")
            : new CaptureHeader(ramBytes);
    }
}
