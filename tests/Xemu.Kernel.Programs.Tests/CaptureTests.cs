using System.Text.Json.Nodes;
using Xemu.Host;
using Xemu.Host.Tests;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>Frames of a guest program, captured and drawn again without it.</summary>
/// <remarks>With XEMU_UPDATE_GOLDEN the capture becomes tests/golden/captures/gpu-spin-vN.cap; captures of every version of the format must stay readable.</remarks>
public sealed class CaptureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-capture-");

    public static TheoryData<string> Goldens => [.. Directory.EnumerateFiles(GoldenFolder, "*.cap").Select(static file => Path.GetFileName(file))];

    private static string GoldenFolder => Path.Combine(Platform.Root, "tests/golden/captures");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Capture_OfAProgram_ReplaysToThePictureThatTheProgramMade()
    {
        string capture = Path.Combine(_folder.FullName, "spin.cap");
        ProgramMachine.Write(_folder.FullName, GuestCases.All["gpu-spin"]);
        using (var machine = new ProgramMachine(_folder.FullName, "x86.translator", $"components.gpu.capture={capture}", "components.gpu.capture-frames=11"))
        {
            _ = machine.Run();
            uint[] expected = [.. Enumerable.Range(0, 640 * 480).Select(i => machine.Physical(0x0200_0000 + ((ulong)i * 4)))];

            // All frames but the first, which ends where the capture begins; the last one left the picture.
            (JsonNode result, uint[] picture) = Replay(capture);

            Assert.Equal((11, 22), ((int)result["frames"]!, (int)result["draws"]!));
            Assert.Equal(expected.Select(static p => p & 0xFF_FFFF), picture);
        }

        if (Environment.GetEnvironmentVariable("XEMU_UPDATE_GOLDEN") is not null)
        {
            File.Copy(capture, Path.Combine(GoldenFolder, "gpu-spin-v1.cap"), overwrite: true);
        }
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void GoldenCapture_Replayed_IsStillReadAndDrawn(string name)
    {
        (JsonNode result, uint[] picture) = Replay(Path.Combine(GoldenFolder, name));

        Assert.Equal((11, 22), ((int)result["frames"]!, (int)result["draws"]!));
        Assert.Equal((0x00FF00u, 0x204060u), (picture[(240 * 640) + 320], picture[(2 * 640) + 2]));
    }

    [Fact]
    public void Replay_Repeated_DrawsAllFramesEachTime()
    {
        (int code, string output, string error) = Invoke("replay", Path.Combine(GoldenFolder, "gpu-spin-v1.cap"), "--repeat", "3", "--renderer", "renderer.null", "--json");

        Assert.True(code == 0, error);
        Assert.Equal(33, (int)JsonNode.Parse(output)!["frames"]!);
    }

    [Fact]
    public void Comparison_OfARendererWithItself_FindsNothingAndWithAnotherTheDraws()
    {
        string capture = Path.Combine(GoldenFolder, "gpu-spin-v1.cap");

        (int same, string sameText, _) = Invoke("replay", capture, "--frame", "2", "--compare", "renderer.software", "renderer.software");
        (int other, string text, _) = Invoke("replay", capture, "--frame", "2", "--compare", "renderer.software", "renderer.null", "--json", "--output", _folder.FullName);

        Assert.True(same == 0, sameText);
        Assert.Equal(1, other);
        Assert.Equal(4, JsonNode.Parse(text)!["differences"]!.AsArray().Count);
        Assert.Equal(12, _folder.EnumerateFiles("*.png").Count());
    }

    [Theory]
    [InlineData("replay", "there-is-no-such-file")]
    [InlineData("replay", "{exe}")]
    [InlineData("replay", "{capture}", "--renderer", "block.raw")]
    [InlineData("replay", "{capture}", "--renderer", "renderer.nothing")]
    [InlineData("replay", "{capture}", "--repeat", "0")]
    [InlineData("replay", "{capture}", "--compare", "renderer.software")]
    public void Replay_OfWhatCannotBe_FailsWithOneLine(params string[] arguments)
    {
        (int code, _, string error) = Invoke([.. arguments.Select(static word => word switch
        {
            "{exe}" => Environment.ProcessPath!,
            "{capture}" => Path.Combine(GoldenFolder, "gpu-spin-v1.cap"),
            _ => word,
        })]);

        Assert.NotEqual(0, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private (JsonNode Result, uint[] Picture) Replay(string capture)
    {
        string picture = Path.Combine(_folder.FullName, "replay.png");
        (int code, string output, string error) = Invoke("replay", capture, "--screenshot", picture, "--json");
        Assert.True(code == 0, error);
        (int width, int height, byte[] rgb) = PngReader.Read(File.ReadAllBytes(picture));
        return (JsonNode.Parse(output)!, [.. Enumerable.Range(0, width * height).Select(i => ((uint)rgb[i * 3] << 16) | ((uint)rgb[(i * 3) + 1] << 8) | rgb[(i * 3) + 2])]);
    }

    private static (int Code, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var context = new HostContext { Output = output, Error = error, IsOutputTerminal = false, Globals = new GlobalOptions([], IsDebug: false), Plugins = ProgramMachine.Plugins };
        return (HostProgram.Invoke(arguments, context), output.ToString(), error.ToString());
    }
}
