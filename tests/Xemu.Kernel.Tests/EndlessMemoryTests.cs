using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests;

/// <summary>A program that maps the same memory again and again: no routine goes on for as long as addresses do.</summary>
public sealed class EndlessMemoryTests : IDisposable
{
    private const uint LargeBytes = 0x0040_0000;
    private const uint LargePages = LargeBytes / KernelLayout.PageBytes;
    private const uint LargeBits = 0xE3;
    private const uint Start = LargeBytes;
    private const uint End = 0x8000_0000;

    /// <summary>In the last large page.</summary>
    private const uint Top = 0xFFFF_0000;

    private const uint Data = 0x0100_0000;
    private const uint Huge = 0x4000_0000;

    private readonly TestKernel _kernel = new();
    private readonly uint _place;

    public EndlessMemoryTests()
    {
        _place = _kernel.Allocate(8);
        uint physical = _kernel.Kernel.Pages.TryTakeContiguous(LargePages, 0, uint.MaxValue, LargePages)!.Value * KernelLayout.PageBytes;
        _kernel.Kernel.Ram.Fill(physical, LargeBytes, 0x41);
        for (uint address = 0; address < End; address += LargeBytes)
        {
            Map(address, physical);
        }

        Map(Top & ~(LargeBytes - 1), physical);
    }

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("RtlInitAnsiString")]
    [InlineData("RtlInitUnicodeString")]
    public void InitString_NoTerminator_FaultsOnceItIsLongerThanRam(string name)
    {
        CallOutcome outcome = _kernel.Invoke(name, [_place, Start + 1], out uint address);

        Assert.Equal(CallOutcome.Faulted, outcome);
        Assert.InRange(address, Start + _kernel.Kernel.Ram.SizeBytes, Start + _kernel.Kernel.Ram.SizeBytes + (2 * KernelLayout.PageBytes));
    }

    [Theory]
    [InlineData("RtlInitAnsiString")]
    [InlineData("RtlInitUnicodeString")]
    public void InitString_NoTerminatorBeforeTheLastAddress_FaultsThere(string name)
    {
        CallOutcome outcome = _kernel.Invoke(name, [_place, Top + 1], out uint address);

        Assert.Equal((CallOutcome.Faulted, uint.MaxValue), (outcome, address));
    }

    [Theory]
    [InlineData("XcDESKeyParity", Start, Huge)]
    [InlineData("XcSHAUpdate", Data, Start, Huge)]
    [InlineData("XcRC4Crypt", Data, Huge, Start)]
    [InlineData("XcBlockCryptCBC", 0U, Huge, Start, Start, Data, 1U, Data)]
    [InlineData("XcBlockCryptCBC", 0U, uint.MaxValue, Start, Start, Data, 1U, Data)]
    [InlineData("XcHMAC", Data, 8U, Start, Huge, Data, 0U, Data)]
    public void Crypto_MoreThanRam_Faults(string name, params uint[] arguments)
    {
        CallOutcome outcome = _kernel.Invoke(name, arguments, out uint address);

        Assert.Equal((CallOutcome.Faulted, Start + _kernel.Kernel.Ram.SizeBytes), (outcome, address));
    }

    private void Map(uint address, uint physical) => _kernel.Kernel.Ram.Write32(KernelLayout.PageDirectory + ((address >> 22) * 4), physical | LargeBits);
}
