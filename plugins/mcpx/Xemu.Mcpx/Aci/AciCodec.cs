using System.Buffers.Binary;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The register file of the primary codec, and the place of a second one, which is absent.</summary>
/// <remarks>
/// Sources: AC'97 2.3, 5.7 (registers and reset values); the codec is a Wolfson WM9709 (nxdk lib/hal/audio.c; Linux knows it by 0x574D4C09). By that
/// source the real one has only its two identity registers: the volume registers here read back what was written, for software that expects any
/// AC'97 codec. No register has an effect.
/// </remarks>
internal sealed class AciCodec : IStateful
{
    /// <summary>128 bytes for each of two codecs.</summary>
    public const int WindowBytes = 0x100;

    private const int FileBytes = 0x80;
    private const int ResetRegister = 0x00;
    private const int PowerDown = 0x26;
    private const int IdentityHigh = 0x7C;

    /// <summary>Converters, mixer and references are ready; read-only.</summary>
    private const byte AllReady = 0x0F;

    /// <summary>Registers that are not 0 after a reset: volumes muted, 48 kHz, the identity.</summary>
    private static readonly (int Register, ushort Value)[] Defaults =
    [
        (0x02, 0x8000), (0x04, 0x8000), (0x06, 0x8000), (0x0C, 0x8008), (0x0E, 0x8008), (0x10, 0x8808), (0x12, 0x8808), (0x14, 0x8808),
        (0x16, 0x8808), (0x18, 0x8808), (0x1C, 0x8000), (PowerDown, AllReady), (0x2C, 48_000), (0x32, 48_000), (IdentityHigh, 0x574D), (0x7E, 0x4C09),
    ];

    private readonly byte[] _file = new byte[FileBytes];

    public void Reset()
    {
        Array.Clear(_file);
        foreach ((int register, ushort value) in Defaults)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(register), value);
        }
    }

    public byte Read(int offset) => offset < FileBytes ? _file[offset] : (byte)0xFF;

    public void Write(int offset, byte value)
    {
        switch (offset)
        {
            case ResetRegister or ResetRegister + 1:
                Reset();
                break;
            case PowerDown:
                _file[offset] = (byte)((value & ~AllReady) | AllReady);
                break;
            case 0x28 or 0x29 or 0x2C or 0x2D or 0x32 or 0x33 or >= IdentityHigh:
                // Identities, and rates that are fixed: extended audio offers no variable rate.
                break;
            default:
                _file[offset] = value;
                break;
        }
    }

    public void DescribeState(IStateVisitor state) => state.Bytes("registers", _file);
}
