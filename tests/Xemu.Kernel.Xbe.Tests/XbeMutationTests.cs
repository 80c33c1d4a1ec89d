using Xemu.Kernel.Hle;
using Xemu.Testing;
using Xemu.Testing.Xbe;

namespace Xemu.Kernel.Xbe.Tests;

/// <summary>Damaged and hostile files, made by seed: refused with one line, or read with everything in range and shown.</summary>
/// <remarks>XEMU_MUTATIONS sets the number, 20,000 without it; XEMU_SEED the first seed.</remarks>
public sealed class XbeMutationTests
{
    private static int Count => CampaignSize.Count("XEMU_MUTATIONS", 20_000);

    [Fact]
    public void TryRead_MutatedFiles_AreRefusedOrInRange()
    {
        var mutator = new XbeMutator(Sample.Builder().Build());
        int refused = 0;
        foreach (int seed in CampaignSize.Seeds(Count))
        {
            byte[] file = mutator.Mutate(new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            string? problem = XbeReader.TryRead(file, out XbeImage? image);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(allocated < (4L * file.Length) + 40_000, $"Seed {seed} made {allocated} bytes be allocated.");
            Assert.True(problem is null != image is null, $"Seed {seed}");
            refused += problem is null ? 0 : 1;
            Assert.True(problem is null || (problem.Length is > 20 and < 600 && !problem.Any(char.IsControl)), $"Seed {seed}: {problem}");
            if (image is not null)
            {
                Check(file, image, seed);
                Show(image, seed);
            }
        }

        Assert.True(refused > Count / 10 && refused < Count * 9 / 10, $"{refused} of {Count} refused: the mutations are too coarse or too fine.");
    }

    private static void Check(byte[] file, XbeImage image, int seed)
    {
        bool isSound = image.EntryPoint >= image.BaseAddress && image.EntryPoint < image.End && image.ThunkAddress >= image.BaseAddress && image.ThunkAddress < image.End && image.End <= 0x8000_0000;
        Assert.True(isSound, $"Seed {seed}: entry point 0x{image.EntryPoint:X}, thunks 0x{image.ThunkAddress:X}, end 0x{image.End:X}");
        foreach (XbeSection section in image.Sections)
        {
            // What a loader does with a section: its bytes in the file, and no more of them than it has room for in memory.
            Assert.True(section.LoadedBytes <= section.VirtualSize && section.VirtualAddress >= image.BaseAddress && section.End <= 0x8000_0000, $"Seed {seed}");
            Assert.Equal((int)section.LoadedBytes, file.AsSpan((int)section.RawOffset, (int)section.LoadedBytes).Length);
        }
    }

    private static void Show(XbeImage image, int seed)
    {
        using var text = new StringWriter();
        XbeText.Write(text, "a.xbe", image, static i => i % 2 == 0 ? ("Export", true) : null);
        XbeJson.Write(text, "a.xbe", image, static i => i % 2 == 0 ? ("Export", true) : null);

        foreach (char character in text.GetStringBuilder().ToString())
        {
            Assert.True(character is '\n' || !char.IsControl(character), $"Seed {seed} shows the control character {(int)character}.");
        }
    }
}
