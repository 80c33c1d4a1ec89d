using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

/// <summary>Damaged and odd EEPROM files, made by seed: told by their size or a checksum in one line, or used.</summary>
/// <remarks>XEMU_MUTATIONS sets the number, 3000 without it; XEMU_SEED the first seed.</remarks>
public sealed class EepromMutationTests : IDisposable
{
    private const int FactoryChecksum = 0x30;
    private const int UserChecksum = 0x60;
    private const int UserEnd = 0xC0;

    /// <summary>A guest writes to one in so many, which costs the host a flush.</summary>
    private const int WrittenShare = 100;

    private static readonly uint[] Interesting = [0, 1, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF];

    private readonly TestMachine _machine = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("xemu-eeprom-").FullName;

    public void Dispose()
    {
        _machine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Open_MutatedFiles_AreRefusedOrUsed()
    {
        int count = CampaignSize.Count("XEMU_MUTATIONS", 3000);
        byte[] valid = EepromImage.Create(new EepromOptions());
        string path = Path.Combine(_folder, "eeprom.bin");
        int used = 0;
        foreach (int seed in CampaignSize.Seeds(count))
        {
            var random = new Random(seed);
            byte[] content = Mutate(valid, random);
            File.WriteAllBytes(path, content);
            bool holds = content.Length == EepromImage.SizeBytes && HasChecksum(content, FactoryChecksum, UserChecksum) && HasChecksum(content, UserChecksum, UserEnd);

            Assert.True(holds == TryOpen(path, content, seed), $"Seed {seed}: {Convert.ToHexString(content)}");
            used += holds ? 1 : 0;
            if (holds && seed % WrittenShare == 0)
            {
                WriteSome(path, random);
            }
        }

        Assert.InRange(used, count / 5, count * 4 / 5);
    }

    private bool TryOpen(string path, byte[] content, int seed)
    {
        try
        {
            using var eeprom = new Eeprom(new EepromOptions { File = new FilePath(path) }, _machine);
            for (int i = 0; i < EepromImage.SizeBytes; i++)
            {
                Assert.True(eeprom.TryRead((byte)i, out byte value) && value == content[i], $"Seed {seed}");
            }

            return true;
        }
        catch (ComponentException e)
        {
            Assert.True(e.Message.Length is > 20 and < 500 && !e.Message.Contains('\n', StringComparison.Ordinal), $"Seed {seed}: {e.Message}");
            return false;
        }
    }

    /// <summary>Whatever a guest writes: the file stays one that can be opened.</summary>
    private void WriteSome(string path, Random random)
    {
        using (var eeprom = new Eeprom(new EepromOptions { File = new FilePath(path) }, _machine))
        {
            for (int i = random.Next(1, 20); i > 0; i--)
            {
                eeprom.TryWrite((byte)random.Next(EepromImage.SizeBytes), (byte)random.Next(256));
            }
        }

        Assert.NotNull(EepromFile.Read(path));
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        byte[] content = [.. valid];
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            Span<byte> at = content.AsSpan(random.Next(content.Length / 4) * 4);
            uint value = random.Next(2) == 0 ? Interesting[random.Next(Interesting.Length)] : (uint)random.NextInt64(1L << 32);
            BinaryPrimitives.WriteUInt32LittleEndian(at, random.Next(3) == 0 ? BinaryPrimitives.ReadUInt32LittleEndian(at) ^ (1U << random.Next(32)) : value);
        }

        // Half of them are right in what is checked, so that what they say is used.
        if (random.Next(8) != 0)
        {
            PutChecksum(content, FactoryChecksum, UserChecksum);
        }

        if (random.Next(2) == 0)
        {
            PutChecksum(content, UserChecksum, UserEnd);
        }

        return random.Next(16) switch { 0 => content[..random.Next(content.Length)], 1 => [.. content, .. new byte[random.Next(1, 300)]], _ => content };
    }

    private static bool HasChecksum(byte[] content, int start, int end) => Sum(content, start, end) == BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(start));

    private static void PutChecksum(byte[] content, int start, int end) => BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(start), Sum(content, start, end));

    /// <summary>The complement of the sum of the words, each carry added as it comes.</summary>
    private static uint Sum(byte[] content, int start, int end)
    {
        uint sum = 0;
        for (int i = start + 4; i < end; i += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(i));
            sum += word;
            sum += sum < word ? 1U : 0;
        }

        return ~sum;
    }
}
