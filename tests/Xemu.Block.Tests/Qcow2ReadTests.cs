namespace Xemu.Block.Tests;

public sealed class Qcow2ReadTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Kinds => new(
        "compat=0.10",
        "compat=0.10,cluster_size=512",
        "compat=0.10,cluster_size=4096",
        "compat=1.1",
        "compat=1.1,cluster_size=512",
        "compat=1.1,cluster_size=1024,refcount_bits=1",
        "compat=1.1,cluster_size=4096,refcount_bits=2",
        "compat=1.1,refcount_bits=4",
        "compat=1.1,cluster_size=32768,refcount_bits=8",
        "compat=1.1,cluster_size=2M",
        "compat=1.1,refcount_bits=32",
        "compat=1.1,cluster_size=4096,refcount_bits=64",
        "compat=1.1,lazy_refcounts=on",
        "compat=1.1,preallocation=metadata",
        "compat=1.1,preallocation=falloc",
        "compat=1.1,cluster_size=4096,preallocation=full");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_ImageWrittenByQemu_EqualsQemusContent(string options)
    {
        Qemu.Require();
        string path = MakeWritten(options);

        using var image = Qcow2Image.Open(path, writable: false);

        Exercise.AssertSame(Qemu.Content(path), Exercise.ReadAll(image));
    }

    [Theory]
    [InlineData("compat=0.10,cluster_size=512")]
    [InlineData("compat=0.10")]
    [InlineData("compat=1.1,cluster_size=4096")]
    [InlineData("compat=1.1,cluster_size=2M")]
    public void Read_CompressedClusters_EqualsQemusContent(string options)
    {
        Qemu.Require();
        string source = _folder.File("source.raw");
        File.WriteAllBytes(source, Patterned(6 << 20, seed: 7));
        string path = _folder.File("packed.qcow2");
        Qemu.Img("convert", "-c", "-O", "qcow2", "-o", options, source, path);

        using var image = Qcow2Image.Open(path, writable: false);

        Exercise.AssertSame(File.ReadAllBytes(source), Exercise.ReadAll(image));
    }

    [Fact]
    public void Read_ChainOverShorterRawImage_EqualsQemusContent()
    {
        Qemu.Require();
        string path = MakeChain();

        using var image = Qcow2Image.Open(path, writable: false);

        Exercise.AssertSame(Qemu.Content(path), Exercise.ReadAll(image));
    }

    [Fact]
    public void Read_ImageWithInternalSnapshot_GivesActiveState()
    {
        Qemu.Require();
        string path = MakeWritten("compat=1.1");
        Qemu.Img("snapshot", "-c", "one", path);
        Qemu.Io(path, "write -P 99 1M 300k");

        using var image = Qcow2Image.Open(path, writable: false);

        Exercise.AssertSame(Qemu.Content(path), Exercise.ReadAll(image));
    }

    [Fact]
    public void Create_EmptyImage_PassesQemusCheck()
    {
        Qemu.Require();
        string path = _folder.File("new.qcow2");

        Qcow2Creator.Create(path, 8UL << 30);

        Qemu.Check(path);
        Assert.Contains("virtual size: 8 GiB (8589934592 bytes)", Qemu.Run("qemu-img", ["info", path]).Text, StringComparison.Ordinal);
    }

    internal static byte[] Patterned(int length, int seed)
    {
        byte[] content = new byte[length];
        var random = new Random(seed);
        for (int at = 0; at < length; at += 4096)
        {
            int end = Math.Min(length, at + 4096);
            if (random.Next(3) != 0)
            {
                content.AsSpan(at, random.Next(end - at)).Fill((byte)random.Next(256));
            }
        }

        return content;
    }

    private string MakeWritten(string options)
    {
        string path = _folder.File("image.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", "-o", options, path, "9M");
        Qemu.Io(path, "write -P 17 0 70k", "write -P 34 100k 1k", "write -P 51 2M 1M", "write -z 2100k 512k", "discard 2700k 256k", "write -P 68 8M 1M");
        return path;
    }

    private string MakeChain()
    {
        string raw = _folder.File("base.raw");
        File.WriteAllBytes(raw, Patterned(3 << 20, seed: 3));
        string middle = _folder.File("middle.qcow2");
        string top = _folder.File("top.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", "-b", "base.raw", "-F", "raw", middle, "4M");
        Qemu.Io(middle, "write -P 5 200k 300k", "write -P 6 3500k 10k");
        Qemu.Img("create", "-q", "-f", "qcow2", "-b", middle, "-F", "qcow2", top, "6M");
        Qemu.Io(top, "write -P 7 210k 4k", "write -z 1M 256k", "write -P 8 5M 64k");
        return top;
    }
}
