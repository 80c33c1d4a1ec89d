using static Xemu.Gpu.Nv2a.AttributeFormat;

namespace Xemu.Gpu.Nv2a;

/// <summary>The methods that set attributes one vertex at a time. Source: envytools rnndb/graph/nv20_3d.xml (vertex attributes).</summary>
internal static class AttributeMethods
{
    /// <summary>All groups.</summary>
    public static readonly AttributeMethod[] All = [.. Named(), .. Numbered()];

    private static AttributeMethod[] Named() =>
    [
        new(0x1500, 0, 3, Float), new(0x1510, 0, 2, Short, 3), new(0x1518, 0, 4, Float), new(0x1528, 0, 2, Short),
        new(0x1530, 2, 3, Float), new(0x1540, 2, 2, NormalizedShort, 3),
        new(0x1550, 3, 4, Float), new(0x1560, 3, 3, Float), new(0x156C, 3, 1, NormalizedByte),
        new(0x1570, 4, 4, Float), new(0x1580, 4, 3, Float), new(0x158C, 4, 1, NormalizedByte),
        new(0x1590, 9, 2, Float), new(0x1598, 9, 1, Short), new(0x15A0, 9, 4, Float), new(0x15B0, 9, 2, Short),
        new(0x15B8, 10, 2, Float), new(0x15C0, 10, 1, Short), new(0x15C8, 10, 4, Float), new(0x15D8, 10, 2, Short),
        new(0x15E0, 11, 2, Float), new(0x15E8, 11, 1, Short), new(0x15F0, 11, 4, Float), new(0x1600, 11, 2, Short),
        new(0x1608, 12, 2, Float), new(0x1610, 12, 1, Short), new(0x1620, 12, 4, Float), new(0x1630, 12, 2, Short),
        new(0x1698, 5, 1, Float),
        new(0x169C, 1, 1, Float), new(0x16A0, 1, 2, Float), new(0x16B0, 1, 3, Float), new(0x16C0, 1, 4, Float),
    ];

    private static IEnumerable<AttributeMethod> Numbered()
    {
        for (byte i = 0; i < 16; i++)
        {
            yield return new((ushort)(0x1880 + (i * 8)), i, 2, Float);
            yield return new((ushort)(0x1900 + (i * 4)), i, 1, Short);
            yield return new((ushort)(0x1940 + (i * 4)), i, 1, NormalizedByte);

            // Whole numbers, also for colours and normals (nxdk_pgraph_tests, "SetVertexData").
            yield return new((ushort)(0x1980 + (i * 8)), i, 2, Short);
            yield return new((ushort)(0x1A00 + (i * 16)), i, 4, Float);
        }
    }
}
