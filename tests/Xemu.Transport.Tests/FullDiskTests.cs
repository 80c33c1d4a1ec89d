using System.Diagnostics;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;
using Xemu.Transport.File;
using Xemu.Transport.FileDirect;

namespace Xemu.Transport.Tests;

/// <summary>The disk is full, or files may not grow: the former file stays, and the error says what happened.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-full-");
    private bool _isMounted;

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", Mount);
        }

        _folder.Delete(recursive: true);
    }

    private string Mount => Path.Combine(_folder.FullName, "mount");

    [Fact]
    public void File_OnAFullFileSystem_FailsAndLeavesTheFormer()
    {
        MountOrSkip("-t", "tmpfs", "-o", "size=2m", "tmpfs", Mount);

        FillUp(isDirect: false);
    }

    [Fact]
    public void FileDirect_OnAFullFileSystem_FailsAndLeavesTheFormer()
    {
        string image = Path.Combine(_folder.FullName, "image");
        System.IO.File.WriteAllBytes(image, new byte[8 << 20]);
        Assert.SkipUnless(Run("mkfs.ext4", "-q", "-F", image), "mkfs.ext4 is not there.");
        MountOrSkip("-o", "loop", image, Mount);

        FillUp(isDirect: true);
    }

    [Theory]
    [InlineData(false, 4096)]
    [InlineData(true, 4096)]
    [InlineData(false, 4097)]
    [InlineData(true, 4097)]
    public void File_BeyondTheLimitOnFileSizes_FailsAndLeavesTheFormer(bool isDirect, int limit)
    {
        using var fixture = new FileFixture(isDirect);
        _ = isDirect ? DirectIo.Require(fixture) : null;
        TransportTarget target = fixture.WriteTarget(0);
        WriterProcess.Save(target, 1, 100);

        // In units of 512 bytes: 2 MiB, and in the middle of a block, where direct I/O cannot write up to the limit.
        using Process writer = WriterProcess.Start("once", target, 1000, limit: $"-f {limit}");
        string said = writer.StandardOutput.ReadToEnd();
        writer.WaitForExit();

        Assert.True(writer.ExitCode == 1, $"{writer.ExitCode}: {said}");
        Assert.Contains("File too large", said, StringComparison.Ordinal);
        Assert.Contains("ulimit -f", said, StringComparison.Ordinal);
        Assert.Equal(1, WriterProcess.Check(fixture.StoredPath));
        Assert.Single(Directory.GetFileSystemEntries(fixture.Folder));
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private void MountOrSkip(params string[] arguments)
    {
        Directory.CreateDirectory(Mount);
        _isMounted = Run("mount", arguments);
        Assert.SkipUnless(_isMounted, "Nothing can be mounted here: that needs root, and loop devices.");
    }

    private void FillUp(bool isDirect)
    {
        var target = new TransportTarget($"file:{Mount}/snapshot", isDirect, 1);
        WriterProcess.Save(target, 1, 50);
        string[] before = Directory.GetFileSystemEntries(Mount);
        IMigrationTransport transport = isDirect ? new FileDirectTransport() : new FileTransport();
        using var memory = new AlignedMemory(1 << 20);
        IOException exception;
        using (IMigrationStream stream = transport.OpenWrite(target, CancellationToken.None))
        {
            exception = Assert.ThrowsAny<IOException>(() =>
            {
                for (int i = 0; i < 64; i++)
                {
                    stream.PageChannels[0].WriteVectored((ulong)i << 20, [memory.Slice(0, 8192), memory.Slice(8192, (1 << 20) - 8192)]);
                }

                stream.Commit();
            });
        }

        Assert.Equal(FaultyNoSpace, exception.HResult);
        Assert.Contains("No space left on device; free space", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, WriterProcess.Check($"{Mount}/snapshot"));
        Assert.Equal(before, Directory.GetFileSystemEntries(Mount));
    }

    private const int FaultyNoSpace = Xemu.Testing.FaultyTransport.NoSpace;
}
