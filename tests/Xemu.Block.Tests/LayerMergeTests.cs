using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Block.Tests;

public sealed class LayerMergeTests : IDisposable
{
    private const string MergerVariable = "XEMU_BLOCK_MERGER";
    private const int MediumBytes = 4 << 20;
    private readonly TempFolder _folder = new();
    private readonly string _image;

    public LayerMergeTests()
    {
        _image = _folder.File("disk.raw");
        byte[] content = new byte[MediumBytes];
        new Random(9).NextBytes(content);
        File.WriteAllBytes(_image, content);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 3 })]
    [InlineData(new[] { 0, 7, 8 })]
    [InlineData(new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void Merge_AnyLayersKept_LeavesTheirContentAndThePresentOne(int[] kept)
    {
        (List<MediumLayer> layers, List<byte[]> contents, byte[] present) = Seals(10);

        int dropped = LayerMerger.Merge(_image, null, [.. kept.Select(k => layers[k].LayerId)], TestContext.Current.CancellationToken);

        Assert.Equal(10 - kept.Length, dropped);
        Assert.Equal(kept.Length + 1, Directory.GetFiles(_image + ".layers", "*.qcow2").Length);
        using LayeredMedium medium = Open();
        Exercise.AssertSame(present, Exercise.ReadAll(medium));
        foreach (int k in kept)
        {
            medium.RestoreTo(layers[k]);
            Exercise.AssertSame(contents[k], Exercise.ReadAll(medium));
        }

        foreach (MediumLayer gone in layers.Where((_, i) => !kept.Contains(i)))
        {
            Assert.Throws<StateException>(() => medium.RestoreTo(gone));
        }
    }

    [Fact]
    public void Merge_LayerBeneathTwoOthers_StaysAndBothKeepTheirContent()
    {
        var random = new Random(2);
        byte[] model = File.ReadAllBytes(_image);
        MediumLayer fork;
        MediumLayer side;
        byte[] sideContent;
        byte[] present;
        using (LayeredMedium medium = Open())
        {
            Exercise.WriteRandom(medium, model, random, 20);
            fork = medium.Seal();
            byte[] forkContent = [.. model];
            Exercise.WriteRandom(medium, model, random, 20);
            side = medium.Seal();
            sideContent = [.. model];
            medium.RestoreTo(fork);
            Exercise.WriteRandom(medium, forkContent, random, 20);
            present = forkContent;
        }

        int dropped = LayerMerger.Merge(_image, null, [side.LayerId], TestContext.Current.CancellationToken);

        Assert.Equal(0, dropped);
        using LayeredMedium again = Open();
        Exercise.AssertSame(present, Exercise.ReadAll(again));
        again.RestoreTo(side);
        Exercise.AssertSame(sideContent, Exercise.ReadAll(again));
    }

    [Fact]
    public void Merge_WhileAMachineUsesTheDisk_IsRefused()
    {
        using LayeredMedium medium = Open();
        medium.Seal();

        Assert.Throws<ComponentException>(() => LayerMerger.Merge(_image, null, [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Merge_UnknownLayerKept_IsRefusedAndChangesNothing()
    {
        (List<MediumLayer> layers, _, _) = Seals(3);

        Assert.Throws<ComponentException>(() => LayerMerger.Merge(_image, null, [layers[0].LayerId, Guid.NewGuid()], TestContext.Current.CancellationToken));

        Assert.Equal(4, Directory.GetFiles(_image + ".layers", "*.qcow2").Length);
    }

    [Fact]
    public void Seal_AtTheLimit_IsAClearErrorAndTheMediumGoesOnAndMergingHelps()
    {
        string path = _folder.File("small.raw");
        File.WriteAllBytes(path, new byte[1 << 20]);
        using (LayeredMedium medium = Open(path))
        {
            for (int i = 1; i < Qcow2Image.MaxChain; i++)
            {
                medium.Write((ulong)i * 512, Sector((byte)(i % 250)));
                medium.Seal();
            }

            var e = Assert.Throws<IOException>(() => medium.Seal());
            Assert.Contains("disk merge", e.Message, StringComparison.Ordinal);
            medium.Write(0, Sector(77));
        }

        LayerMerger.Merge(path, null, [], TestContext.Current.CancellationToken);

        using LayeredMedium again = Open(path);
        again.Seal();
        byte[] sector = new byte[512];
        again.Read(0, sector);
        Assert.Equal(77, sector[0]);
        again.Read(200 * 512, sector);
        Assert.Equal(200, sector[0]);
    }

    [Fact]
    public void Merge_Killed_LeavesEveryLayerThatTheRecordNames()
    {
        (List<MediumLayer> layers, List<byte[]> contents, byte[] present) = Seals(10);
        var random = new Random(5);
        int unfinished = 0;
        for (int round = 0; round < 10; round++)
        {
            string copy = Directory.CreateDirectory(_folder.File($"round-{round}")).FullName;
            CopyDisk(copy);
            unfinished += MergeAndKill(Path.Combine(copy, "disk.raw"), layers[4].LayerId, random.Next(80)) ? 0 : 1;

            using LayeredMedium medium = Open(Path.Combine(copy, "disk.raw"));
            Exercise.AssertSame(present, Exercise.ReadAll(medium));
            medium.RestoreTo(layers[4]);
            Exercise.AssertSame(contents[4], Exercise.ReadAll(medium));
        }

        // Were every merge done before its kill, this would say nothing.
        Assert.True(unfinished > 0);
    }

    [ModuleInitializer]
    internal static void MergeIfAsked()
    {
        if (Environment.GetEnvironmentVariable(MergerVariable) is { } order)
        {
            string[] parts = order.Split('|');
            Console.Out.WriteLine("ready");
            LayerMerger.Merge(parts[0], null, [Guid.Parse(parts[1])], CancellationToken.None);
            Console.Out.WriteLine("done");
            Environment.Exit(0);
        }
    }

    [Fact]
    public void Verb_WithoutSayingWhatToKeep_IsRefused()
    {
        (List<MediumLayer> layers, _, _) = Seals(2);
        using var output = new StringWriter();

        Assert.Equal(2, DiskVerb.Definition.Run(new Call(output, "merge", _image)));
        Assert.Equal(2, DiskVerb.Definition.Run(new Call(output, "merge", _image, "--keep", "no-layer")));
        Assert.Equal(0, DiskVerb.Definition.Run(new Call(output, "layers", _image)));
        Assert.Contains(layers[1].LayerId.ToString(), output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, DiskVerb.Definition.Run(new Call(output, "merge", _image, "--keep", layers[1].LayerId.ToString())));
        Assert.Contains("1 sealed layers were dropped", output.ToString(), StringComparison.Ordinal);
    }

    private static bool MergeAndKill(string image, Guid keep, int milliseconds)
    {
        bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [typeof(LayerMergeTests).Assembly.Location] : []) { RedirectStandardOutput = true };
        start.Environment[MergerVariable] = $"{image}|{keep}";
        using Process merger = Process.Start(start)!;
        Assert.Equal("ready", merger.StandardOutput.ReadLine());

        // Not a wait for something to happen: the moment of the kill is what is tried here.
        merger.WaitForExit(milliseconds);
        merger.Kill();
        merger.WaitForExit();
        return merger.StandardOutput.ReadLine() == "done";
    }

    private void CopyDisk(string to)
    {
        // The image's time is part of what the record remembers.
        File.Copy(_image, Path.Combine(to, "disk.raw"));
        File.SetLastWriteTimeUtc(Path.Combine(to, "disk.raw"), File.GetLastWriteTimeUtc(_image));
        string layers = Directory.CreateDirectory(Path.Combine(to, "disk.raw.layers")).FullName;
        foreach (string file in Directory.GetFiles(_image + ".layers"))
        {
            File.Copy(file, Path.Combine(layers, Path.GetFileName(file)));
        }
    }

    private static byte[] Sector(byte value) => [.. Enumerable.Repeat(value, 512)];

    private (List<MediumLayer> Layers, List<byte[]> Contents, byte[] Present) Seals(int count)
    {
        var random = new Random(1);
        byte[] model = File.ReadAllBytes(_image);
        var layers = new List<MediumLayer>();
        var contents = new List<byte[]>();
        using LayeredMedium medium = Open();
        for (int i = 0; i < count; i++)
        {
            Exercise.WriteRandom(medium, model, random, 5);
            layers.Add(medium.Seal());
            contents.Add([.. model]);
        }

        Exercise.WriteRandom(medium, model, random, 5);
        return (layers, contents, model);
    }

    private LayeredMedium Open(string? path = null) => LayeredMedium.Open(path ?? _image, "raw", null, BaseUse.Overlay, TimeSpan.Zero, NullLogger.Instance);

    private sealed class Call(TextWriter output, params string[] arguments) : IVerbContext
    {
        public IReadOnlyList<string> Arguments => arguments;

        public TextWriter Output => output;

        public TextWriter Error => output;

        public CancellationToken Cancellation => default;

        public bool IsErrorTerminal => false;

        public IComponentFactory Factory => throw new NotSupportedException();

        public int Invoke(IReadOnlyList<string> arguments) => throw new NotSupportedException();
    }
}
