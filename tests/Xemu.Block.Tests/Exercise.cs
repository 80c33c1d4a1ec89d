using Xemu.Abstractions.Media;

namespace Xemu.Block.Tests;

/// <summary>Random writes to a medium and to a model of it.</summary>
internal static class Exercise
{
    public static byte[] ReadAll(IBlockDevice device)
    {
        byte[] content = new byte[device.SizeBytes];
        for (int at = 0; at < content.Length; at += 1 << 20)
        {
            device.Read((ulong)at, content.AsSpan(at, Math.Min(1 << 20, content.Length - at)));
        }

        return content;
    }

    public static void WriteRandom(IBlockDevice device, byte[] model, Random random, int count, int maxSectors = 200)
    {
        for (int i = 0; i < count; i++)
        {
            int sectors = model.Length / 512;
            int first = random.Next(sectors);
            int length = random.Next(1, Math.Min(maxSectors, sectors - first) + 1) * 512;
            random.NextBytes(model.AsSpan(first * 512, length));
            device.Write((ulong)first * 512, model.AsSpan(first * 512, length));
            if (random.Next(8) == 0)
            {
                device.Flush();
            }
        }
    }

    public static void AssertSame(byte[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        int at = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(at == expected.Length, $"The contents differ first at {at} (0x{at:X}).");
    }
}
