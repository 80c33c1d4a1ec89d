namespace Xemu.Kernel.Xbe.Tests;

/// <summary>Programs that other tools made. XEMU_XBE_FOLDER names a folder that has some, such as nxdk's samples.</summary>
public sealed class RealProgramTests
{
    [Fact]
    public void TryRead_ProgramsOfOtherTools_AreRead()
    {
        string? folder = Environment.GetEnvironmentVariable("XEMU_XBE_FOLDER");
        Assert.SkipWhen(folder is null, "Set XEMU_XBE_FOLDER to a folder with XBE files, such as the built samples of nxdk.");

        string[] files = Directory.GetFiles(folder!, "*.xbe", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, static file =>
        {
            string? problem = XbeReader.TryRead(File.ReadAllBytes(file), out XbeImage? image);
            Assert.True(problem is null, $"{file} {problem}");
            Assert.NotEmpty(image!.KernelImports);
            Assert.Contains(image.Sections, s => image.EntryPoint >= s.VirtualAddress && image.EntryPoint < s.End && s.Flags.HasFlag(XbeSectionFlags.Executable));
        });
    }
}
