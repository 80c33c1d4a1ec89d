namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class CodeMemoryTests
{
    // mov eax, edi; inc eax; ret
    private static readonly byte[] Increment = [0x89, 0xF8, 0xFF, 0xC0, 0xC3];

    // mov eax, edi; dec eax; ret
    private static readonly byte[] Decrement = [0x89, 0xF8, 0xFF, 0xC8, 0xC3];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Code_WrittenAndRewritten_Runs(bool isDual)
    {
        Assert.SkipUnless(CodeMemory.IsSupported(isDual, out string? reason), reason ?? string.Empty);
        using var memory = new CodeMemory(10_000, isDual);
        byte* at = memory.Base + 5000;

        Increment.CopyTo(new Span<byte>(memory.WritableOf(at), Increment.Length));
        int first = ((delegate* unmanaged<int, int>)at)(41);
        Decrement.CopyTo(new Span<byte>(memory.WritableOf(at), Decrement.Length));
        int second = ((delegate* unmanaged<int, int>)at)(41);

        Assert.Equal(12_288u, memory.Size);
        Assert.Equal(42, first);
        Assert.Equal(40, second);
    }

    [Theory]
    [InlineData(false, "rwxp")]
    [InlineData(true, "r-xs")]
    public void Base_InTheKernelsList_HasItsProtection(bool isDual, string expected)
    {
        Assert.SkipUnless(CodeMemory.IsSupported(isDual, out string? reason), reason ?? string.Empty);
        using var memory = new CodeMemory(4096, isDual);

        Assert.Equal(expected, KernelMaps.Protection((ulong)memory.Base));
        Assert.Equal(isDual ? "rw-s" : "rwxp", KernelMaps.Protection((ulong)memory.WritableOf(memory.Base)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Constructor_WithMoreThanTheHostHas_ThrowsWithTheReason(bool isDual)
    {
        Assert.SkipUnless(CodeMemory.IsSupported(isDual, out string? reason), reason ?? string.Empty);

        CodeMemoryException e = Assert.Throws<CodeMemoryException>(() => new CodeMemory((nuint)1 << 50, isDual));

        Assert.Contains("Executable memory could not be had", e.Message, StringComparison.Ordinal);
    }
}
