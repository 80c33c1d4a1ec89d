using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Boot.Flash;
using Xemu.Boot.Image;
using Xemu.Testing;
using FlashRom = Xemu.Boot.Flash.Flash;

namespace Xemu.Boot.Tests;

public sealed class FlashTests : IDisposable
{
    private readonly TestMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void OpenImage_WithoutFile_IsTheOneThatTheWriterBuilds()
    {
        using var flash = new FlashRom(new FlashOptions(), _machine);
        byte[] mapped = new byte[256 << 10];

        _machine.Memory.Read(0xFFFC_0000, mapped);

        Assert.Equal(OpenBootImage.Build(), mapped);
    }

    [Theory]
    [InlineData(256 << 10)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public void Image_OfAnyGoodSize_IsMirroredThroughTheWindow(int size)
    {
        byte[] content = new byte[size];
        content[0] = 0xA1;
        content[^1] = 0xB2;
        using var file = new TemporaryFile(content);

        using var flash = new FlashRom(new FlashOptions { Image = file.Path }, _machine);

        for (ulong start = 0xFF00_0000; start < 1UL << 32; start += (ulong)size)
        {
            Assert.Equal(0xA1u, _machine.Memory.ReadValue(start, 1));
            Assert.Equal(0xB2u, _machine.Memory.ReadValue(start + (ulong)size - 1, 1));
        }

        Assert.NotEqual(FlatRangeKind.Rom, _machine.Memory.Find(0xFEFF_FFFF).Kind);
    }

    [Fact]
    public void Image_Written_Stays()
    {
        using var flash = new FlashRom(new FlashOptions(), _machine);
        ulong before = _machine.Memory.ReadValue(0xFFFF_FFF0, 4);

        _machine.Memory.WriteValue(0xFFFF_FFF0, 4, 0);

        Assert.Equal(before, _machine.Memory.ReadValue(0xFFFF_FFF0, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128 << 10)]
    [InlineData((256 << 10) - 1)]
    [InlineData(768 << 10)]
    [InlineData(32 << 20)]
    public void Image_OfAnotherSize_IsRefused(int size)
    {
        using var file = new TemporaryFile(new byte[size]);

        var refusal = Assert.Throws<ComponentException>(() => new FlashRom(new FlashOptions { Image = file.Path }, _machine));

        Assert.Contains($"{size} bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_Absent_IsRefusedByName()
    {
        var options = new FlashOptions { Image = new FilePath("/no/such/flash.bin") };

        var refusal = Assert.Throws<ComponentException>(() => new FlashRom(options, _machine));

        Assert.Contains("/no/such/flash.bin", refusal.Message, StringComparison.Ordinal);
    }
}
