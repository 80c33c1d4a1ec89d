using Xemu.Abstractions;
using Xemu.Boot.Linux;
using Xemu.Testing;

namespace Xemu.Boot.Tests;

public sealed class LinuxFuzzTests
{
    private const int Seed = 20_250_111;
    private const int Cases = 20_000;
    private const ulong RamBytes = 64 << 20;

    /// <summary>Bytes of the header, the boot sector's end and a little beside them.</summary>
    private const int MutatedFrom = 0x1E8;
    private const int MutatedTo = 0x280;

    [Fact]
    public void Kernels_WithMutatedHeaders_LoadWithinRamOrAreRefused()
    {
        var random = new Random(Seed);
        using var machine = new TestMachine(RamBytes);
        using var file = new TemporaryFile([]);
        using var initrd = new TemporaryFile(new byte[0x5000]);
        int loaded = 0;
        int refused = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] kernel = SyntheticKernel.Build(k => Mutate(k, random));
            file.Write(kernel.AsSpan(0, random.Next(20) == 0 ? random.Next(kernel.Length) : kernel.Length));
            var options = new LinuxOptions { Cpu = new RecordingCpu(), Kernel = file.Path, Initrd = initrd.Path, CommandLine = "fuzz" };
            try
            {
                using var loader = new LinuxLoader(options, machine);

                // A lease that leaves RAM throws, and not a ComponentException.
                loader.Load();
                loaded++;
                Assert.InRange(loader.Layout.KernelAddress, 0x10_0000u, RamBytes - 16);
                Assert.InRange(loader.Layout.InitrdAddress, loader.Layout.KernelAddress + 16, RamBytes - 0x5000);
            }
            catch (ComponentException refusal)
            {
                refused++;
                Assert.Matches(Named(file, initrd), refusal.Message);
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}: {loaded} loaded, {refused} refused");
        Assert.True(loaded > Cases / 10, $"{loaded} of {Cases} loaded");
        Assert.True(refused > Cases / 10, $"{refused} of {Cases} were refused");
    }

    /// <summary>Every refusal names the kernel or the initrd.</summary>
    private static string Named(TemporaryFile kernel, TemporaryFile initrd) => $"{kernel.Path.FullPath}|{initrd.Path.FullPath}";

    private static void Mutate(byte[] kernel, Random random)
    {
        for (int n = random.Next(1, 5); n > 0; n--)
        {
            int offset = random.Next(MutatedFrom, MutatedTo);
            switch (random.Next(4))
            {
                case 0: kernel[offset] = (byte)random.Next(256); break;
                case 1: kernel[offset] ^= (byte)(1 << random.Next(8)); break;
                case 2: SyntheticKernel.Dword(kernel, offset & ~3, (uint)random.NextInt64()); break;
                default: SyntheticKernel.Dword(kernel, offset & ~3, random.Next(2) == 0 ? uint.MaxValue : 0); break;
            }
        }
    }
}
