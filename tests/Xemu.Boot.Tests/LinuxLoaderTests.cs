using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Boot.Linux;
using Xemu.Testing;

namespace Xemu.Boot.Tests;

public sealed class LinuxLoaderTests : IDisposable
{
    private const ulong MiB = 1 << 20;
    private const uint BootParams = 0x1_0000;
    private readonly RecordingCpu _cpu = new();
    private TestMachine _machine = new(64 * MiB);

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Load_Kernel_StandsAtItsPreferredAddressAndIsEntered()
    {
        byte[] kernel = SyntheticKernel.Build();

        using LinuxLoader loader = Load(kernel);

        Assert.Equal(SyntheticKernel.Preferred, _cpu.Entry);
        Assert.Equal([0, 0, 0, 0, 0x1_0000, 0, BootParams, 0], _cpu.Registers);
        Assert.Equal(kernel[SyntheticKernel.SetupBytes..], ReadRam(SyntheticKernel.Preferred, SyntheticKernel.SystemBytes));
    }

    [Fact]
    public void Load_Descriptors_AreFlatWithTheProtocolsSelectors()
    {
        using LinuxLoader loader = Load(SyntheticKernel.Build());

        BootDescriptors gdt = _cpu.Descriptors;
        Assert.Equal(0x10, gdt.CodeSelector);
        Assert.Equal(0x18, gdt.DataSelector);
        Assert.Equal(0x1F, gdt.GdtLimit);
        Assert.Equal(0x00CF_9B00_0000_FFFFu, _machine.Memory.ReadValue(gdt.GdtBase + 0x10, 8));
        Assert.Equal(0x00CF_9300_0000_FFFFu, _machine.Memory.ReadValue(gdt.GdtBase + 0x18, 8));
    }

    [Fact]
    public void Load_BootParams_CarryHeaderCommandLineAndMemoryMap()
    {
        using LinuxLoader loader = Load(SyntheticKernel.Build(), commandLine: "console=ttyS0 é");

        Assert.Equal((uint)SyntheticKernel.SystemBytes / 16, Param(0x1F4));
        Assert.Equal(0x5372_6448u, Param(0x202));
        Assert.Equal(0xFF, ReadRam(BootParams + 0x210, 1)[0]);
        Assert.Equal(SyntheticKernel.Preferred, Param(0x214));
        Assert.Equal("console=ttyS0 é\0", Encoding.UTF8.GetString(ReadRam(Param(0x228), 17)));
        Assert.Equal(63u << 10, Param(0x1E0));
        Assert.Equal(3, ReadRam(BootParams + 0x1E8, 1)[0]);
        Assert.Equal([(0ul, 0x9_FC00ul, 1u), (0x9_FC00, 0x6_0400, 2), (MiB, 63 * MiB, 1)], Enumerable.Range(0, 3).Select(MapEntry));
    }

    [Fact]
    public void Load_Initrd_StandsAsHighAsRamAllows()
    {
        byte[] initrd = Bytes(10_000);

        using LinuxLoader loader = Load(SyntheticKernel.Build(), initrd);

        ulong expected = (64 * MiB) - 0x3000;
        Assert.Equal(expected, Param(0x218));
        Assert.Equal((uint)initrd.Length, Param(0x21C));
        Assert.Equal(initrd, ReadRam(expected, initrd.Length));
    }

    [Fact]
    public void Load_Initrd_StaysBelowTheKernelsLimit()
    {
        byte[] kernel = SyntheticKernel.Build(static k => SyntheticKernel.Dword(k, 0x22C, 0x02FF_FFFF));

        using LinuxLoader loader = Load(kernel, Bytes(4096));

        Assert.Equal(0x02FF_F000u, Param(0x218));
    }

    [Fact]
    public void Load_WithoutInitrd_SaysSo()
    {
        using LinuxLoader loader = Load(SyntheticKernel.Build());

        Assert.Equal(0u, Param(0x218));
        Assert.Equal(0u, Param(0x21C));
    }

    [Fact]
    public void Load_PreferredAddressBeyondRam_MovesTheKernelDown()
    {
        _machine.Dispose();
        _machine = new TestMachine(16 * MiB);

        using LinuxLoader loader = Load(SyntheticKernel.Build());

        // 2 MiB is the lowest multiple of the kernel's alignment above 1 MiB.
        Assert.Equal(0x20_0000u, _cpu.Entry);
    }

    [Fact]
    public void Load_AlignmentThatDoesNotFit_FallsBackToTheLeast()
    {
        _machine.Dispose();
        _machine = new TestMachine(16 * MiB);
        byte[] kernel = SyntheticKernel.Build(static k => SyntheticKernel.Dword(k, 0x230, 0x0100_0000));

        using LinuxLoader loader = Load(kernel);

        Assert.Equal(0x10_0000u, _cpu.Entry);
    }

    [Fact]
    public void Load_OldKernelThatCannotMove_StandsAtOneMiB()
    {
        byte[] kernel = SyntheticKernel.Build(static k => SyntheticKernel.Word(k, 0x206, 0x0202));

        using LinuxLoader loader = Load(kernel);

        Assert.Equal(0x10_0000u, _cpu.Entry);
    }

    [Fact]
    public void Load_AfterAnotherReset_PutsEverythingBack()
    {
        using LinuxLoader loader = Load(SyntheticKernel.Build(), Bytes(5000), "quiet");
        byte[] first = ReadRam(0, 64 << 20);
        _machine.Memory.Write(0, new byte[64 << 20]);

        loader.Load();

        Assert.Equal(first, ReadRam(0, 64 << 20));
    }

    [Theory]
    [InlineData(0x202, 0x00, "no 'HdrS'")]
    [InlineData(0x1FE, 0x00, "is no x86 bzImage")]
    [InlineData(0x207, 0x01, "older than 2.02")]
    [InlineData(0x211, 0x00, "zImage")]
    [InlineData(0x236, 0x01, "64-bit kernel")]
    [InlineData(0x1F1, 0x20, "cut short")]
    [InlineData(0x1F6, 0x10, "cut short")]
    [InlineData(0x201, 0x10, "damaged header")]
    [InlineData(0x230, 0x01, "damaged header")]
    [InlineData(0x263, 0x40, "MiB of RAM")]
    public void Kernel_Damaged_IsRefusedWithFileReasonAndWayOut(int offset, byte value, string reason)
    {
        using var file = new TemporaryFile(SyntheticKernel.Build(k => k[offset] = value));

        var refusal = Assert.Throws<ComponentException>(() => Create(file.Path, null));

        Assert.Contains(file.Path.FullPath, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'kernel'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7F454C46", "ELF")]
    [InlineData("1F8B", "gzip")]
    [InlineData("213C617263683E0A", ".deb")]
    public void Kernel_OfAnotherKind_IsRefusedByItsKind(string magic, string kind)
    {
        byte[] content = new byte[4096];
        Convert.FromHexString(magic).CopyTo(content, 0);
        using var file = new TemporaryFile(content);

        var refusal = Assert.Throws<ComponentException>(() => Create(file.Path, null));

        Assert.Contains(kind, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernel_AbsentOrEmptyOrTiny_IsRefusedWithTheScript()
    {
        using var empty = new TemporaryFile([]);
        using var tiny = new TemporaryFile(new byte[100]);

        string[] messages = [.. new[] { new FilePath("/no/such/vmlinuz"), empty.Path, tiny.Path }
            .Select(path => Assert.Throws<ComponentException>(() => Create(path, null)).Message)];

        Assert.All(messages, static m => Assert.Contains("get-debian.sh", m, StringComparison.Ordinal));
        Assert.Contains("/no/such/vmlinuz", messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Initrd_TooLargeForRam_IsRefused()
    {
        using var kernel = new TemporaryFile(SyntheticKernel.Build());
        using var initrd = new TemporaryFile(new byte[45 << 20]);

        var refusal = Assert.Throws<ComponentException>(() => Create(kernel.Path, initrd.Path));

        Assert.Contains("45 MiB", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("more 'ram'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CommandLine_TooLongOrWithNul_IsRefused()
    {
        using var kernel = new TemporaryFile(SyntheticKernel.Build());

        Assert.Contains("takes 2047", Assert.Throws<ComponentException>(() => Create(kernel.Path, null, new string('a', 2048))).Message, StringComparison.Ordinal);
        Assert.Contains("NUL", Assert.Throws<ComponentException>(() => Create(kernel.Path, null, "a\0b")).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(static i => (byte)(i * 13))];

    private LinuxLoader Load(byte[] kernel, byte[]? initrd = null, string commandLine = "")
    {
        using var kernelFile = new TemporaryFile(kernel);
        using var initrdFile = new TemporaryFile(initrd ?? []);
        LinuxLoader loader = Create(kernelFile.Path, initrd is null ? null : initrdFile.Path, commandLine);
        loader.Load();
        return loader;
    }

    private LinuxLoader Create(FilePath kernel, FilePath? initrd, string commandLine = "") =>
        new(new LinuxOptions { Cpu = _cpu, Kernel = kernel, Initrd = initrd, CommandLine = commandLine }, _machine);

    private byte[] ReadRam(ulong address, int length)
    {
        byte[] content = new byte[length];
        _machine.Memory.Read(address, content);
        return content;
    }

    private uint Param(uint offset) => (uint)_machine.Memory.ReadValue(BootParams + offset, 4);

    private (ulong Start, ulong Length, uint Type) MapEntry(int index)
    {
        byte[] entry = ReadRam(BootParams + 0x2D0 + ((ulong)index * 20), 20);
        return (BinaryPrimitives.ReadUInt64LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(16)));
    }
}
