using Xemu.Abstractions;
using Xemu.Boot.Flash;
using Xemu.Boot.Image;
using Xemu.Testing;
using FlashRom = Xemu.Boot.Flash.Flash;

namespace Xemu.Boot.Tests;

/// <summary>The boot ROM over the end of the flash.</summary>
public sealed class BootRomTests : IDisposable
{
    private const ulong RomStart = 0xFFFF_FE00;

    private readonly TestMachine _machine = new();
    private readonly LogLines _log = new();
    private readonly FakeBootRomSwitch _switch = new();
    private readonly TemporaryFile _image = new(Filled(256 << 10, 0xF1));
    private readonly TemporaryFile _rom = new(Filled(512, 0x30));

    public BootRomTests() => _machine.Log = _log;

    public void Dispose()
    {
        _image.Dispose();
        _rom.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public void UserRom_AfterReset_CoversTheLast512BytesOnly()
    {
        using FlashRom flash = Create(new FlashOptions { Mcpx = _rom.Path });

        Assert.Equal(0xF1u, Byte(RomStart - 1));
        Assert.Equal(0x30u, Byte(RomStart));
        Assert.Equal(0x30u, Byte(0xFFFF_FFFF));
        Assert.Equal(0xF1u, Byte(0xFFFB_FFFF));
    }

    [Fact]
    public void UserRom_Hidden_ShowsTheFlashAndAResetBringsItBack()
    {
        using FlashRom flash = Create(new FlashOptions { Mcpx = _rom.Path });

        _switch.Set(visible: false);
        ulong hidden = Byte(RomStart);
        _switch.Set(visible: true);

        Assert.Equal(0xF1u, hidden);
        Assert.Equal(0x30u, Byte(RomStart));
    }

    [Fact]
    public void UserRom_Written_Stays()
    {
        using FlashRom flash = Create(new FlashOptions { Mcpx = _rom.Path });

        _machine.Memory.WriteValue(RomStart, 4, 0);

        Assert.Equal(0x30u, Byte(RomStart));
    }

    [Fact]
    public void State_Loaded_FollowsTheSwitch()
    {
        using FlashRom flash = Create(new FlashOptions { Mcpx = _rom.Path });
        byte[] state = StateBytes.Save(flash);
        _switch.SetSilently(visible: false);

        StateBytes.Load(flash, state);

        Assert.Equal(0xF1u, Byte(RomStart));
        Assert.Empty(StateCompleteness.FindUndescribed(flash));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(513)]
    public void UserRom_OfAnotherSize_IsRefused(int size)
    {
        using var file = new TemporaryFile(new byte[size]);

        var refusal = Assert.Throws<ComponentException>(() => Create(new FlashOptions { Mcpx = file.Path }));

        Assert.Contains($"{size} bytes and must have 512", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UserRom_AbsentFile_IsRefusedByName()
    {
        var refusal = Assert.Throws<ComponentException>(() => Create(new FlashOptions { Mcpx = new FilePath("/no/such/mcpx.bin") }));

        Assert.Contains("/no/such/mcpx.bin", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UserRom_WithoutSwitchOrWithAnotherRom_IsRefused()
    {
        var alone = new FlashOptions { Image = _image.Path, Mcpx = _rom.Path };

        Assert.Contains("boot-rom-switch", Assert.Throws<ComponentException>(() => new FlashRom(alone, _machine)).Message, StringComparison.Ordinal);
        Assert.Contains("'mcpx' and 'boot-rom'", Assert.Throws<ComponentException>(() => Create(alone with { BootRom = BootRomChoice.Open })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0300000000000000000000EE", BootRomChoice.Auto, false)]
    [InlineData("030000000000000000EE", BootRomChoice.Auto, true)]
    [InlineData("03000000000000000012000000000000000099", BootRomChoice.Auto, false)]
    [InlineData("EE", BootRomChoice.Auto, false)]
    [InlineData("030000000000000000EE", BootRomChoice.None, false)]
    [InlineData("EE", BootRomChoice.Open, true)]
    public void OpenRom_ByChoiceAndXCodes_CoversOrNot(string codes, BootRomChoice choice, bool covers)
    {
        byte[] content = Filled(256 << 10, 0xF1);
        Convert.FromHexString(codes).CopyTo(content, 0x80);
        using var image = new TemporaryFile(content);

        using FlashRom flash = Create(new FlashOptions { Image = image.Path, BootRom = choice });

        Assert.Equal(covers, Byte(0xFFFF_FFF0) == OpenBootRom.Build()[0x1F0]);
    }

    [Fact]
    public void XCodes_ToTheEndOfTheImage_AreNone()
    {
        using var image = new TemporaryFile(Filled(256 << 10, 0x03));

        using FlashRom flash = Create(new FlashOptions { Image = image.Path });

        Assert.Equal(0x03u, Byte(0xFFFF_FFF0));
    }

    [Fact]
    public void OpenBootImage_WithASwitch_StartsByItself()
    {
        using var flash = new FlashRom(new FlashOptions { BootRomSwitch = _switch }, _machine);

        Assert.Equal(OpenBootImage.Build()[^16], (byte)Byte(0xFFFF_FFF0));
        Assert.NotEqual(OpenBootRom.Build()[^16], (byte)Byte(0xFFFF_FFF0));
    }

    [Theory]
    [InlineData(0x9_0020u, 0u, false)]
    [InlineData(0x9_5FFFu, 0u, false)]
    [InlineData(0x9_6000u, 4u, true)]
    [InlineData(0x8_FFFFu, 4u, true)]
    [InlineData(0x1234_5678u, 0u, false)]
    public void OpenRom_ImageWithoutAWayOn_IsWarnedOf(uint loader, uint poked, bool warned)
    {
        byte[] content = Filled(256 << 10, 0xF1);
        BitConverter.GetBytes(loader).CopyTo(content, content.Length - 0x6200);
        byte[] codes = [0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0x03, .. BitConverter.GetBytes(poked), 1, 0, 0, 0, 0xEE];
        codes.CopyTo(content, 0x80);
        using var image = new TemporaryFile(content);

        using FlashRom flash = Create(new FlashOptions { Image = image.Path, BootRom = BootRomChoice.Open });

        Assert.Equal(warned, _log.Lines.Any(static line => line.Contains("'mcpx'", StringComparison.Ordinal)));
    }

    [Fact]
    public void OpenRom_Built_IsTheSameEachTimeAndStartsAtItsVector()
    {
        byte[] rom = OpenBootRom.Build();

        Assert.Equal(OpenBootRom.SizeBytes, rom.Length);
        Assert.Equal(rom, OpenBootRom.Build());
        Assert.Equal(0xEB, rom[0x1F0]);
        Assert.Equal(0x190, 0x1F2 + (sbyte)rom[0x1F1]);
        Assert.Equal([0x17, 0x00, 0xD8, 0xFF, 0xFF, 0xFF], rom[0x1F4..0x1FA]);
        Assert.Equal(0x00CF_9B00_0000_FFFFu, BitConverter.ToUInt64(rom, 0x1E0));
        Assert.Equal(0x00CF_9300_0000_FFFFu, BitConverter.ToUInt64(rom, 0x1E8));
    }

    private static byte[] Filled(int size, byte value)
    {
        byte[] content = new byte[size];
        Array.Fill(content, value);
        return content;
    }

    /// <summary>The flash, wired, with the switch; its image is filled with 0xF1 unless the options name one.</summary>
    private FlashRom Create(FlashOptions options)
    {
        var flash = new FlashRom(options with { Image = options.Image ?? _image.Path, BootRomSwitch = _switch }, _machine);
        flash.Wire();
        return flash;
    }

    private ulong Byte(ulong address) => _machine.Memory.ReadValue(address, 1);
}
