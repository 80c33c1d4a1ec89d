using System.Buffers.Binary;

namespace Xemu.Kernel.Hle;

/// <summary>The console's settings, in the EEPROM on the SMBus.</summary>
/// <remarks>
/// Places: xboxdevwiki "EEPROM"; numbers of the settings: xboxdevwiki "Kernel/ExQueryNonVolatileSetting". The first 48 bytes are encrypted on the console with keys that are part
/// of proprietary firmware: they are read as they stand, and the game region as "every region".
/// </remarks>
internal sealed class Eeprom(SmbusAccess smbus)
{
    /// <summary>Size in bytes.</summary>
    public const int Bytes = 256;

    private const byte Device = 0xA8;
    private const int FactoryStart = 0x30;
    private const int UserStart = 0x60;
    private const int UserBytes = 0x60;
    private const int VideoStandardPlace = 0x58;
    private const int VideoFlagsPlace = 0x94;
    private const int DiskKeyPlace = 0x1C;
    private const uint EthernetAddressIndex = 0x101;
    private const uint GameRegionIndex = 0x104;
    private const uint EveryRegion = 0x8000_0007;

    private const uint TypeBinary = 3;
    private const uint TypeDword = 4;

    private static readonly Dictionary<uint, (int Place, int Bytes, uint Type)> Settings = new()
    {
        [0x00] = (0x64, 4, TypeDword),
        [0x01] = (0x68, 4, TypeBinary),
        [0x02] = (0x78, 4, TypeDword),
        [0x03] = (0x88, 4, TypeDword),
        [0x04] = (0x6C, 4, TypeBinary),
        [0x05] = (0x7C, 4, TypeDword),
        [0x06] = (0x8C, 4, TypeDword),
        [0x07] = (0x90, 4, TypeDword),
        [0x08] = (0x94, 4, TypeDword),
        [0x09] = (0x98, 4, TypeDword),
        [0x0A] = (0x9C, 4, TypeDword),
        [0x0B] = (0xA0, 4, TypeDword),
        [0x0C] = (0xA4, 4, TypeDword),
        [0x0D] = (0xA8, 4, TypeDword),
        [0x0E] = (0xAC, 4, TypeDword),
        [0x0F] = (0xB0, 4, TypeDword),
        [0x10] = (0xB4, 4, TypeDword),
        [0x11] = (0xB8, 4, TypeDword),
        [0x12] = (0xBC, 4, TypeDword),
        [0xFF] = (UserStart, UserBytes, TypeBinary),
        [0x100] = (0x34, 12, TypeBinary),
        [0x101] = (0x40, 6, TypeBinary),
        [0x102] = (0x48, 16, TypeBinary),
        [0x103] = (VideoStandardPlace, 4, TypeDword),
        [0x1FF] = (FactoryStart, 0x30, TypeBinary),
        [0xFFFE] = (0x14, 0x1C, TypeBinary),
        [0xFFFF] = (0, Bytes, TypeBinary),
    };

    /// <summary>The video standard, 0x00400100 for NTSC.</summary>
    public uint VideoStandard => Word(VideoStandardPlace);

    /// <summary>Which modes the user allows.</summary>
    public uint VideoFlags => Word(VideoFlagsPlace);

    /// <summary>The console's Ethernet address, 6 bytes.</summary>
    public byte[] EthernetAddress => Read(EthernetAddressIndex, out _)!;

    /// <summary>The hard disk's key as it stands there, 16 bytes. Source of the place: xboxdevwiki "EEPROM".</summary>
    public byte[] DiskKey => ReadBytes(DiskKeyPlace, 16);

    /// <summary>Reads a setting.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="type">REG_BINARY or REG_DWORD.</param>
    /// <returns>Its bytes, or null when there is none.</returns>
    public byte[]? Read(uint index, out uint type)
    {
        if (index == GameRegionIndex)
        {
            type = TypeDword;
            return BitConverter.GetBytes(EveryRegion);
        }

        if (!Settings.TryGetValue(index, out (int Place, int Bytes, uint Type) setting))
        {
            type = 0;
            return null;
        }

        type = setting.Type;
        return ReadBytes(setting.Place, setting.Bytes);
    }

    /// <summary>Writes a setting and the checksum of its section.</summary>
    /// <returns>Whether there is such a setting, of this length.</returns>
    public bool TryWrite(uint index, ReadOnlySpan<byte> value)
    {
        if (!Settings.TryGetValue(index, out (int Place, int Bytes, uint Type) setting) || value.Length > setting.Bytes)
        {
            return false;
        }

        for (int i = 0; i < value.Length; i++)
        {
            WriteByte(setting.Place + i, value[i]);
        }

        if (index != 0xFFFF)
        {
            WriteChecksum(setting.Place >= UserStart ? UserStart : FactoryStart, setting.Place >= UserStart ? UserBytes : 0x30);
        }

        return true;
    }

    /// <summary>The complement of the sum with end-around carry. Source: xboxdevwiki "EEPROM".</summary>
    private void WriteChecksum(int start, int bytes)
    {
        ulong sum = 0;
        for (int place = start + 4; place < start + bytes; place += 4)
        {
            sum += Word(place);
        }

        while (sum >> 32 != 0)
        {
            sum = (uint)sum + (sum >> 32);
        }

        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, ~(uint)sum);
        for (int i = 0; i < 4; i++)
        {
            WriteByte(start + i, checksum[i]);
        }
    }

    private byte[] ReadBytes(int place, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = ReadByte(place + i);
        }

        return bytes;
    }

    private uint Word(int place) => ReadByte(place) | ((uint)ReadByte(place + 1) << 8) | ((uint)ReadByte(place + 2) << 16) | ((uint)ReadByte(place + 3) << 24);

    private byte ReadByte(int place) => smbus.TryRead(Device, (byte)place, word: false, out ushort value) ? (byte)value : (byte)0;

    private void WriteByte(int place, byte value) => _ = smbus.TryWrite(Device, (byte)place, word: false, value);
}
