using System.Reflection.PortableExecutable;
using System.Text;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests;

/// <summary>The kernel's image as tools see it: .NET's own reader of PE files, and the way in which programs look for exports.</summary>
public sealed class KernelHeaderTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Image_IsAPortableExecutable()
    {
        byte[] image = _kernel.Bytes(KernelLayout.Image, (int)(KernelLayout.ImageEnd - KernelLayout.Image));

        using var reader = new PEReader(new MemoryStream(image));

        PEHeaders headers = reader.PEHeaders;
        Assert.Equal((System.Reflection.PortableExecutable.Machine.I386, 0x8001_0000UL, Subsystem.Native), (headers.CoffHeader.Machine, headers.PEHeader!.ImageBase, headers.PEHeader.Subsystem));
        Assert.Equal([".text", ".data"], headers.SectionHeaders.Select(static s => s.Name));
        Assert.All(headers.SectionHeaders, static s => Assert.Equal(s.VirtualAddress, s.PointerToRawData));
        Assert.Equal(image.Length, headers.PEHeader.SizeOfImage);
    }

    [Fact]
    public void Exports_ByOrdinal_AreWhereImportsLead()
    {
        uint optional = KernelLayout.Image + Read(0x3C) + 24;
        uint directory = _kernel.Memory.Read32(optional + 96);
        uint functions = Read(directory + 28);

        Assert.Equal((1U, 378U, 0U), (Read(directory + 16), Read(directory + 20), Read(directory + 24)));
        Assert.Equal("xboxkrnl.exe", Encoding.ASCII.GetString(_kernel.Bytes(KernelLayout.Image + Read(directory + 12), 12)));
        Assert.All(_kernel.Kernel.Exports.Rows, row => Assert.Equal(row.Address, KernelLayout.Image + Read(functions + ((uint)(row.Ordinal - 1) * 4))));
        Assert.Equal(0U, Read(functions + (366 * 4)));
    }

    private uint Read(uint place) => _kernel.Memory.Read32(KernelLayout.Image + place);
}
