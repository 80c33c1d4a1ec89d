using System.Buffers.Binary;
using System.Numerics;

namespace Xemu.Gpu.Nv2a;

/// <summary>A word of SET_VERTEX_DATA_ARRAY_FORMAT: how one attribute of a vertex lies in memory. Source: envytools rnndb/graph/nv20_3d.xml.</summary>
/// <param name="Word">Type in bits 0 to 3, components in bits 4 to 7, distance of vertices in bytes from bit 8.</param>
internal readonly record struct VertexArrayFormat(uint Word)
{
    private const uint ByteDirect3D = 0;
    private const uint ShortNormalized = 1;
    private const uint Float = 2;
    private const uint ByteOpenGL = 4;
    private const uint Short = 5;
    private const uint Packed = 6;

    public uint Type => Word & 15;

    public int Components => (int)(Word >> 4) & 15;

    public uint Stride => Word >> 8;

    /// <summary>Whether the attribute comes from an array.</summary>
    public bool IsEnabled => Components != 0;

    /// <summary>Bytes of one attribute in memory.</summary>
    public int SizeBytes => Type switch
    {
        ByteDirect3D or ByteOpenGL => Components,
        ShortNormalized or Short => Components * 2,
        Packed => 4,
        _ => Components * 4,
    };

    /// <summary>Reads an attribute; components that are not there are 0, 0, 0, 1.</summary>
    /// <param name="bytes">At least <see cref="SizeBytes"/> bytes.</param>
    public Vector4 Decode(ReadOnlySpan<byte> bytes) => Type switch
    {
        Float => DecodeFloats(bytes),
        ByteDirect3D => DecodeBytes(bytes, isBlueFirst: true),
        ByteOpenGL => DecodeBytes(bytes, isBlueFirst: false),
        ShortNormalized => DecodeShorts(bytes, 2f / 65535f, 1f / 65535f),
        Short => DecodeShorts(bytes, 1f, 0f),
        Packed => DecodePacked(BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        _ => new Vector4(0, 0, 0, 1),
    };

    /// <summary>Numbers of 11, 11 and 10 bits, from -1 to 1.</summary>
    private static Vector4 DecodePacked(uint word)
    {
        int x = (int)(word << 21) >> 21;
        int y = (int)(word << 10) >> 21;
        int z = (int)word >> 22;
        return new Vector4(((2 * x) + 1) / 2047f, ((2 * y) + 1) / 2047f, ((2 * z) + 1) / 1023f, 1);
    }

    private Vector4 DecodeFloats(ReadOnlySpan<byte> bytes)
    {
        var value = new Vector4(0, 0, 0, 1);
        for (int i = 0; i < Math.Min(Components, 4); i++)
        {
            value[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * 4)..]);
        }

        return value;
    }

    private Vector4 DecodeBytes(ReadOnlySpan<byte> bytes, bool isBlueFirst)
    {
        var value = new Vector4(0, 0, 0, 1);
        for (int i = 0; i < Math.Min(Components, 4); i++)
        {
            value[i] = bytes[i] / 255f;
        }

        return isBlueFirst ? new Vector4(value.Z, value.Y, value.X, value.W) : value;
    }

    private Vector4 DecodeShorts(ReadOnlySpan<byte> bytes, float scale, float bias)
    {
        var value = new Vector4(0, 0, 0, 1);
        for (int i = 0; i < Math.Min(Components, 4); i++)
        {
            value[i] = (BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]) * scale) + bias;
        }

        return value;
    }
}
