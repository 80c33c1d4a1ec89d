using System.Buffers.Binary;

namespace Xemu.Kernel.Xbe.Tests;

/// <summary>Damaged and hostile files, made by seed: refused with one line, or read with everything in range.</summary>
/// <remarks>XEMU_MUTATIONS sets the number, 20,000 without it.</remarks>
public sealed class XbeMutationTests
{
    private static readonly uint[] Interesting =
        [0, 1, 2, 4, 0x38, 0xFFF, 0x1000, 0x1_0000, 0x1_0178, 0x1_0FFF, 0x1_1000, 0x1_2000, 0x1_4800, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_0000, 0xFFFF_FFFC, 0xFFFF_FFFF];

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), out int count) ? count : 20_000;

    [Fact]
    public void TryRead_MutatedFiles_AreRefusedOrInRange()
    {
        byte[] original = Sample.Builder().Build();
        int refused = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            byte[] file = Mutate(original, new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            string? problem = XbeReader.TryRead(file, out XbeImage? image);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(allocated < 4L * original.Length, $"Seed {seed} made {allocated} bytes be allocated.");
            Assert.True(problem is null != image is null, $"Seed {seed}");
            refused += problem is null ? 0 : 1;
            Check(file, problem, image, seed);
        }

        Assert.True(refused > Count / 10 && refused < Count * 9 / 10, $"{refused} of {Count} refused: the mutations are too coarse or too fine.");
    }

    private static void Check(byte[] file, string? problem, XbeImage? image, int seed)
    {
        Assert.True(problem is null || (problem.Length is > 20 and < 600 && !problem.Contains('\n', StringComparison.Ordinal)), $"Seed {seed}: {problem}");
        if (image is not null)
        {
            Assert.InRange(image.EntryPoint, image.BaseAddress, image.End - 1);
            Assert.InRange(image.ThunkAddress, image.BaseAddress, image.End - 1);
            Assert.All(image.Sections, s => Assert.True((ulong)s.RawOffset + s.RawSize <= (ulong)file.Length && s.VirtualAddress >= image.BaseAddress && s.End <= 0x8000_0000, $"Seed {seed}"));
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] file = [.. original];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(3) switch
            {
                0 => 0x104 + (random.Next(0x1D) * 4),
                1 => 0x178 + random.Next(0x300),
                _ => 0x1000 + random.Next(0x1000),
            };
            switch (random.Next(3))
            {
                case 0:
                    BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), Interesting[random.Next(Interesting.Length)]);
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), (uint)random.NextInt64());
                    break;
                default:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return random.Next(10) == 0 ? file[..random.Next(file.Length)] : file;
    }
}
