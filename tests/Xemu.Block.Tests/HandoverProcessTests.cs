using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Block.Tests;

/// <summary>Hand-over between two real processes: the child obeys one order a line.</summary>
public sealed class HandoverProcessTests : IDisposable
{
    private const string HolderVariable = "XEMU_BLOCK_HOLDER";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    [InlineData((int)BaseUse.WriteThrough)]
    public void Handover_BetweenProcesses_IsHeldByOneAtATime(int use)
    {
        string path = Image((BaseUse)use);
        using var child = new Holder(path, (BaseUse)use, isIncoming: false);
        using LayeredMedium here = Open(path, (BaseUse)use, isIncoming: true);
        Assert.Equal("ok", child.Order("write 1"));
        Assert.Throws<StateException>(() => here.TakeOver(Parse(child.Order("layer"))));

        MediumLayer left = Parse(child.Order("release"));
        here.TakeOver(left);

        Assert.Equal(1, FirstByte(here));
        here.Write(0, Sector(2));
        Assert.Equal("refused", child.Order("back"));
        Assert.Equal("refused", child.Order("write 3"));
        left = here.Release();
        Assert.Equal("ok", child.Order("take " + Format(left)));
        Assert.Equal("2", child.Order("read"));
        Assert.Throws<StateException>(here.TakeBack);
    }

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    [InlineData((int)BaseUse.WriteThrough)]
    public void Release_SourceKilledBeforeTakeOver_LosesNothing(int use)
    {
        string path = Image((BaseUse)use);
        MediumLayer left;
        using (var child = new Holder(path, (BaseUse)use, isIncoming: false))
        {
            child.Order("write 7");
            left = Parse(child.Order("release"));
            child.Kill();
        }

        using (LayeredMedium plain = Open(path, (BaseUse)use, isIncoming: false))
        {
            Assert.Equal(7, FirstByte(plain));
            plain.Write(0, Sector(8));
        }

        using LayeredMedium late = Open(path, (BaseUse)use, isIncoming: true);
        Assert.Throws<StateException>(() => late.TakeOver(left));
        using LayeredMedium again = Open(path, (BaseUse)use, isIncoming: false);
        Assert.Equal(8, FirstByte(again));
    }

    [Fact]
    public void TakeOver_SourceKilledAfterRelease_Works()
    {
        string path = Image(BaseUse.FirstLayer);
        MediumLayer left;
        using (var child = new Holder(path, BaseUse.FirstLayer, isIncoming: false))
        {
            child.Order("write 7");
            left = Parse(child.Order("release"));
            child.Kill();
        }

        using LayeredMedium here = Open(path, BaseUse.FirstLayer, isIncoming: true);
        here.TakeOver(left);

        Assert.Equal(7, FirstByte(here));
    }

    [Fact]
    public void TakeOver_SourceKilledWithoutRelease_IsRefused()
    {
        string path = Image(BaseUse.FirstLayer);
        MediumLayer last;
        using (var child = new Holder(path, BaseUse.FirstLayer, isIncoming: false))
        {
            child.Order("write 7");
            last = Parse(child.Order("layer"));
            child.Kill();
        }

        using LayeredMedium here = Open(path, BaseUse.FirstLayer, isIncoming: true);

        var e = Assert.Throws<StateException>(() => here.TakeOver(last));
        Assert.Contains("was not let go of", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TakeOver_FileWrittenByAnotherProgram_IsRefused()
    {
        string path = Image(BaseUse.WriteThrough);
        using LayeredMedium source = Open(path, BaseUse.WriteThrough, isIncoming: false);
        using LayeredMedium target = Open(path, BaseUse.WriteThrough, isIncoming: true);
        MediumLayer left = source.Release();
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        Assert.Throws<StateException>(() => target.TakeOver(left));
        Assert.Throws<StateException>(source.TakeBack);
    }

    [Fact]
    public void Incoming_MissingOrBrokenImage_IsToldAtOnceAndMakesNothing()
    {
        string missing = _folder.File("missing.raw");
        string broken = _folder.File("broken.qcow2");
        File.WriteAllBytes(broken, new byte[4096]);

        Assert.Throws<Abstractions.ComponentException>(() => Open(missing, BaseUse.Overlay, isIncoming: true));
        Assert.Throws<Abstractions.ComponentException>(() => Open(broken, BaseUse.FirstLayer, isIncoming: true));

        Assert.False(Directory.Exists(missing + ".layers"));
        Assert.False(Directory.Exists(broken + ".layers"));
    }

    [Fact]
    public void Release_RecordCannotBeWritten_IsAnErrorAndTheMediumGoesOn()
    {
        string path = Image(BaseUse.FirstLayer);
        using LayeredMedium source = Open(path, BaseUse.FirstLayer, isIncoming: false);
        source.Write(0, Sector(4));

        // A folder in the place of the file that is written next: works for root as well, unlike permissions.
        Directory.CreateDirectory(Path.Combine(path + ".layers", "medium.json.next"));
        Assert.Throws<IOException>(() => source.Release());

        Assert.False(source.IsReleased);
        source.Write(512, Sector(5));
        Assert.Equal(4, FirstByte(source));
    }

    [ModuleInitializer]
    internal static void RunHolderIfAsked()
    {
        if (Environment.GetEnvironmentVariable(HolderVariable) is not { } order)
        {
            return;
        }

        string[] parts = order.Split('|');
        using LayeredMedium medium = Open(parts[0], Enum.Parse<BaseUse>(parts[1]), bool.Parse(parts[2]));
        Console.Out.WriteLine("ready");
        while (Console.In.ReadLine() is { } line)
        {
            Console.Out.WriteLine(Obey(medium, line.Split(' ')));
            Console.Out.Flush();
        }

        Environment.Exit(0);
    }

    private static string Obey(LayeredMedium medium, string[] words)
    {
        try
        {
            switch (words[0])
            {
                case "write":
                    medium.Write(0, Sector(byte.Parse(words[1], CultureInfo.InvariantCulture)));
                    return "ok";
                case "read":
                    return FirstByte(medium).ToString(CultureInfo.InvariantCulture);
                case "layer":
                    return Format(medium.Layer);
                case "release":
                    return Format(medium.Release());
                case "take":
                    medium.TakeOver(Parse(words[1]));
                    return "ok";
                default:
                    medium.TakeBack();
                    return "ok";
            }
        }
        catch (Exception e) when (e is IOException or StateException)
        {
            return "refused";
        }
    }

    private static string Format(MediumLayer layer) => string.Create(CultureInfo.InvariantCulture, $"{layer.MediumId}:{layer.LayerId}:{layer.Generation}");

    private static MediumLayer Parse(string text)
    {
        string[] parts = text.Split(':');
        return new MediumLayer(Guid.Parse(parts[0]), Guid.Parse(parts[1]), ulong.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private static LayeredMedium Open(string path, BaseUse use, bool isIncoming) =>
        LayeredMedium.Open(path, use == BaseUse.FirstLayer ? "qcow2" : "raw", null, use, TimeSpan.FromMilliseconds(250), NullLogger.Instance, isIncoming);

    private static byte[] Sector(byte value) => [.. Enumerable.Repeat(value, 512)];

    private static byte FirstByte(LayeredMedium medium)
    {
        byte[] sector = new byte[512];
        medium.Read(0, sector);
        return sector[0];
    }

    private string Image(BaseUse use)
    {
        string path = _folder.File("disk");
        if (use == BaseUse.FirstLayer)
        {
            Qcow2Creator.Create(path, 1 << 20);
        }
        else
        {
            File.WriteAllBytes(path, new byte[1 << 20]);
        }

        return path;
    }

    /// <summary>The other process.</summary>
    private sealed class Holder : IDisposable
    {
        private readonly Process _process;

        public Holder(string path, BaseUse use, bool isIncoming)
        {
            bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
            var start = new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [typeof(Holder).Assembly.Location] : [])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            start.Environment[HolderVariable] = $"{path}|{use}|{isIncoming}";
            _process = Process.Start(start)!;
            Assert.Equal("ready", _process.StandardOutput.ReadLine());
        }

        public string Order(string line)
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
            return _process.StandardOutput.ReadLine() ?? "ended";
        }

        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(10_000))
            {
                Kill();
            }

            _process.Dispose();
        }
    }
}
