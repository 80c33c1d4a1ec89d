using Xemu.Testing.Xbe;

namespace Xemu.Kernel.Xbe.Tests;

public sealed class XbeReaderTests
{
    [Fact]
    public void TryRead_BuiltProgram_GivesWhatWasPacked()
    {
        XbeImage image = Read(Sample.Builder().Build());

        Assert.Equal((0x1_0000u, 0x1_2000u, 0x1_1000u), (image.BaseAddress, image.EntryPoint, image.ThunkAddress));
        Assert.Equal([8, 66, 165], image.KernelImports);
        Assert.Equal((0x2_0000u, 0x20_0000u, 0x2000u), (image.StackCommit, image.HeapReserve, image.HeapCommit));
        Assert.Equal(XbeInitFlags.MountUtilityDrive | XbeInitFlags.Limit64Megabytes, image.InitFlags);
        Assert.Equal(0x1000, image.HeaderBytes.Length);
        Assert.Equal(0x1_4800u, image.End);
        Assert.Equal(("C:\\a\\sample.exe", "sample.exe", "sample.exe"), (image.DebugPath, image.DebugName, image.DebugUnicodeName));
    }

    [Theory]
    [InlineData(XbeBuilderKeys.Retail, nameof(XbeKeyKind.Retail))]
    [InlineData(XbeBuilderKeys.Debug, nameof(XbeKeyKind.Debug))]
    [InlineData(XbeBuilderKeys.Chihiro, nameof(XbeKeyKind.Chihiro))]
    public void TryRead_EachKey_IsFound(XbeBuilderKeys keys, string expected)
    {
        XbeBuilder builder = Sample.Builder();
        builder.Keys = keys;

        XbeImage image = Read(builder.Build());

        Assert.Equal(expected, image.KeyKind.ToString());
        Assert.Equal((0x1_2000u, 0x1_1000u), (image.EntryPoint, image.ThunkAddress));
    }

    [Fact]
    public void TryRead_Sections_AreAsPacked()
    {
        byte[] file = Sample.Builder().Build();

        XbeSection text = Read(file).Sections.Single(static s => s.Name == ".text");

        Assert.Equal(XbeSectionFlags.Preload | XbeSectionFlags.Executable, text.Flags);
        Assert.Equal((0x1_2000u, 5u, 5u), (text.VirtualAddress, text.VirtualSize, text.LoadedBytes));
        Assert.Equal([1, 2, 3, 4, 5], file[(int)text.RawOffset..(int)(text.RawOffset + text.RawSize)]);
        Assert.InRange(text.ReferenceCountAddress, 0x1_0178u, 0x1_0FFFu);
        Assert.Equal(text.HeaderAddress + 0x18, text.ReferenceCountAddress);
        Assert.Contains(text.Digest, static b => b != 0);
    }

    [Fact]
    public void TryRead_Certificate_IsAsPacked()
    {
        XbeCertificate certificate = Read(Sample.Builder().Build()).Certificate;

        Assert.Equal((0x4D53_0002u, "Grüße", 2u, 0x17u), (certificate.TitleId, certificate.TitleName, certificate.DiskNumber, certificate.Version));
        Assert.Equal((0x8000_0007u, 0x4000_01FFu, 0xFFFF_FFFFu), (certificate.Region, certificate.AllowedMedia, certificate.Ratings));
        Assert.Equal(Enumerable.Repeat((byte)7, 16), certificate.LanKey);
        Assert.Equal(Enumerable.Repeat((byte)9, 16), certificate.SignatureKey);
        Assert.Equal((16, 256), (certificate.AlternateTitleIds.Length, certificate.AlternateSignatureKeys.Length));
    }

    [Fact]
    public void TryRead_Tls_IsReadThroughItsSection()
    {
        Assert.Equal(new XbeTlsDirectory(0x1_4000, 0x1_4010, 0x1_4020, 0, 0x40, 0), Read(Sample.Builder().Build()).TlsDirectory);
        Assert.Null(Read(new XbeBuilder().AddSection("a", 0x1_2000, [0xC3], 6).Build()).TlsDirectory);
    }

    [Fact]
    public void TryRead_Libraries_AreAsPacked()
    {
        IReadOnlyList<XbeLibraryVersion> libraries = Read(Sample.Builder().Build()).LibraryVersions;

        Assert.Equal([new XbeLibraryVersion("XBOXKRNL", 1, 0, 5849, 0x8001), new XbeLibraryVersion("XAPILIB", 1, 2, 3, 0x4002)], libraries);
        Assert.Equal((1, true), (libraries[0].Fix, libraries[0].IsDebug));
        Assert.Equal((2, false), (libraries[1].Fix, libraries[1].IsDebug));
    }

    [Fact]
    public void TryRead_Logo_IsDecoded()
    {
        XbeLogo logo = Read(Sample.Builder().Build()).Logo!;

        // 5 of grey 0x30, then 300 of grey 0xF0, then nothing.
        Assert.Equal(Enumerable.Repeat((byte)0x30, 5), logo.Pixels[..5]);
        Assert.All(logo.Pixels[5..305], static p => Assert.Equal(0xF0, p));
        Assert.All(logo.Pixels[305..], static p => Assert.Equal(0, p));
        Assert.Equal(1700, logo.Pixels.Length);
    }

    [Fact]
    public void TryRead_ThunksPastTheSectionsBytes_EndWithZero()
    {
        byte[] file = Sample.Builder().Build();
        Sample.Put(file, 0x158, 0x1_47FC ^ 0x5B6D_40B6);

        Assert.Empty(Read(file).KernelImports);
    }

    private static XbeImage Read(byte[] file)
    {
        Assert.Null(XbeReader.TryRead(file, out XbeImage? image));
        return image!;
    }
}
