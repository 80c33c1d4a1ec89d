using System.Diagnostics;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;
using Xemu.EndToEnd.Tests;

namespace Xemu.Samples.Tests;

public sealed class ZstdConformanceTests(BuiltSamples samples) : MigrationTransportConformance
{
    protected override MigrationTransportFixture CreateFixture() => new ZstdFixture(samples);
}

public sealed class ZstdSeekableTests(BuiltSamples samples) : MigrationTransportConformanceSeekable
{
    protected override MigrationTransportFixture CreateFixture() => new ZstdFixture(samples);
}

public sealed class ZstdAtomicTests(BuiltSamples samples) : MigrationTransportConformanceAtomic
{
    protected override MigrationTransportFixture CreateFixture() => new ZstdFixture(samples);
}

/// <summary>What is the sample's own: the format, and that a manifest loads it.</summary>
public sealed class ZstdTests(BuiltSamples samples)
{
    [Fact]
    public void File_Written_IsWhatZstdUnpacks()
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/zstd"), "zstd is not installed: apt install zstd");
        using var fixture = new ZstdFixture(samples);
        byte[] data = new byte[3_000_000];
        new Random(1).NextBytes(data.AsSpan(0, 1_500_000));
        using (IMigrationStream stream = fixture.CreateTransport().OpenWrite(fixture.WriteTarget(0), CancellationToken.None))
        {
            stream.Main.Write(0, data);
            stream.Commit();
        }

        string plain = Path.Combine(fixture.Folder, "plain");
        using Process process = Process.Start("zstd", ["-q", "-d", fixture.StoredPath, "-o", plain]);
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.True(data.AsSpan().SequenceEqual(System.IO.File.ReadAllBytes(plain)));
    }

    [Fact]
    public void Manifest_ThatListsItsDirectory_HasTheTransport()
    {
        string manifest = Path.Combine(samples.Folder, "zstd.toml");
        System.IO.File.WriteAllText(manifest, $"""
            manifest = 1
            extends = "bare.toml"
            [plugins]
            directories = ['{Path.GetDirectoryName(samples.ZstdFolder)}']
            [components.compressed]
            type = "sample.transport-zstd"
            level = 3
            """);

        using var host = new HostProcess(samples.Folder, "validate", manifest, "--allow-plugins");

        Assert.True(host.Wait(TimeSpan.FromMinutes(2)) == 0, host.Error);
    }
}
