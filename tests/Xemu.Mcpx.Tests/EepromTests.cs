using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class EepromTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("xemu-eeprom-").FullName;

    private string FilePathText => Path.Combine(_folder, "new", "eeprom.bin");

    [Fact]
    public void Create_FirstRun_MakesAFileWithRightChecksums()
    {
        using Eeprom eeprom = Open();

        byte[] file = File.ReadAllBytes(FilePathText);

        Assert.Equal(256, file.Length);
        Assert.Equal("000000000042"u8.ToArray(), file[0x34..0x40]);
        Assert.Equal([0x00, 0x50, 0xF2, 0x00, 0x00, 0x2A], file[0x40..0x46]);
        Assert.Equal(0x0080_0300u, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(0x58)));
        Assert.Equal(CromwellChecksum(file[0x34..0x60]), file[0x30..0x34]);
        Assert.Equal(CromwellChecksum(file[0x64..0xC0]), file[0x60..0x64]);
    }

    [Fact]
    public void Create_Twice_IsTheSameContent()
    {
        Open().Dispose();
        byte[] first = File.ReadAllBytes(FilePathText);
        File.Delete(FilePathText);

        Open().Dispose();

        Assert.Equal(first, File.ReadAllBytes(FilePathText));
    }

    [Fact]
    public void Checksum_OfZeros_IsAllOnes()
    {
        // Cromwell's BootEEPROM.h: a factory reset is zeros with checksum 0xFFFFFFFF.
        Assert.Equal(uint.MaxValue, EepromImage.Checksum(new byte[92]));
    }

    [Fact]
    public void Checksum_WithCarries_AddsThemBack()
    {
        Assert.Equal(~0x0000_0003u, EepromImage.Checksum([0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 2, 0, 0, 0]));
    }

    [Fact]
    public void Open_ExistingFile_UsesItAndNotTheOptions()
    {
        Open().Dispose();

        using Eeprom eeprom = Open(serial: "999999999999");

        eeprom.TryRead(0x3F, out byte last);
        Assert.Equal((byte)'2', last);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(257)]
    public void Open_WrongSize_IsOneClearLineAndTheFileStays(int size)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePathText)!);
        byte[] content = new byte[size];
        File.WriteAllBytes(FilePathText, content);

        var error = Assert.Throws<ComponentException>(() => Open());

        Assert.Contains($"has {size} bytes", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(content, File.ReadAllBytes(FilePathText));
    }

    [Theory]
    [InlineData(0x35, "factory")]
    [InlineData(0x90, "user")]
    public void Open_WrongChecksum_IsOneClearLineAndTheFileStays(int offset, string section)
    {
        Open().Dispose();
        byte[] content = File.ReadAllBytes(FilePathText);
        content[offset] ^= 1;
        File.WriteAllBytes(FilePathText, content);

        var error = Assert.Throws<ComponentException>(() => Open());

        Assert.Contains($"{section} section", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(FilePathText));
    }

    [Fact]
    public void Open_AFolder_IsOneClearLine()
    {
        Directory.CreateDirectory(FilePathText);

        var error = Assert.Throws<ComponentException>(() => Open());

        Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderThatIsAFile_IsOneClearLine()
    {
        File.WriteAllText(Path.GetDirectoryName(FilePathText)!, "in the way");

        Assert.Throws<ComponentException>(() => Open());
    }

    [Fact]
    public void Write_ByteOutsideTheSections_IsInTheFileSoon()
    {
        using Eeprom eeprom = Open();

        eeprom.TryWrite(0xC5, 0x77);
        _machine.Advance(200_000_000);

        Assert.Equal(0x77, File.ReadAllBytes(FilePathText)[0xC5]);
        Assert.Equal([FilePathText], Directory.GetFiles(Path.GetDirectoryName(FilePathText)!));
    }

    [Fact]
    public void Write_HalfASection_LeavesTheOldFileUntilTheChecksumFollows()
    {
        using Eeprom eeprom = Open();
        byte[] before = File.ReadAllBytes(FilePathText);
        byte[] after = [.. before];
        after[0x90] = 3;
        byte[] sum = CromwellChecksum(after[0x64..0xC0]);

        eeprom.TryWrite(0x90, 3);
        _machine.Advance(1_000_000_000);
        byte[] halfway = File.ReadAllBytes(FilePathText);
        for (int i = 0; i < 4; i++)
        {
            eeprom.TryWrite((byte)(0x60 + i), sum[i]);
        }

        _machine.Advance(1_000_000_000);

        Assert.Equal(before, halfway);
        Assert.Equal(3, File.ReadAllBytes(FilePathText)[0x90]);
        Open().Dispose();
    }

    [Fact]
    public void Dispose_WithAChange_WritesIt()
    {
        Eeprom eeprom = Open();
        eeprom.TryWrite(0xF0, 0x12);

        eeprom.Dispose();

        Assert.Equal(0x12, File.ReadAllBytes(FilePathText)[0xF0]);
    }

    [Fact]
    public void InMemory_Write_TouchesNoFile()
    {
        using var eeprom = new Eeprom(new EepromOptions(), _machine);

        eeprom.TryWrite(0xF0, 0x12);
        _machine.Advance(1_000_000_000);

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void State_Loaded_ReplacesContentAndFile()
    {
        using Eeprom eeprom = Open();
        eeprom.TryWrite(0xF0, 0x12);
        byte[] saved = StateBytes.Save(eeprom);
        eeprom.TryWrite(0xF0, 0x99);
        eeprom.Quiesce();

        StateBytes.Load(eeprom, saved);
        _machine.Advance(200_000_000);

        Assert.Equal(0x12, File.ReadAllBytes(FilePathText)[0xF0]);
    }

    public void Dispose()
    {
        _machine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The checksum the other way: byte columns of the section, each with the carry of the column before it.</summary>
    private static byte[] CromwellChecksum(byte[] section)
    {
        byte[] sum = new byte[4];
        for (int column = 0; column < 4; column++)
        {
            int value = 0xFFFF;
            for (int i = column; i < section.Length; i += 4)
            {
                value -= section[(i + section.Length - 1) % section.Length] | (section[i] << 8);
            }

            sum[column] = (byte)(value >> 8);
        }

        return sum;
    }

    private Eeprom Open(string serial = "000000000042") =>
        new(new EepromOptions { File = new FilePath(FilePathText), Serial = serial, Video = VideoStandard.PalI }, _machine);
}
