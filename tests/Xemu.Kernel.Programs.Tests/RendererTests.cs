using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Migration;
using Xemu.Testing;

#pragma warning disable XEMU0006 // The migration contract is young.

namespace Xemu.Kernel.Programs.Tests;

/// <summary>The guest does not see which renderer draws: a program ends in the same state under each, also when it began under another.</summary>
public sealed class RendererTests : IDisposable
{
    private const string RealTime = "machine.time=real";

    private static readonly string[] Software = [];

    private static readonly string[] Threaded =
        ["components.renderer.type=renderer.threaded", "components.renderer.renderer=software", "components.software.type=renderer.software"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-renderers-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("gpu-rectangle")]
    [InlineData("gpu-spin")]
    [InlineData("gpu-depth")]
    public void Program_WithAThreadedRenderer_EndsInTheSameState(string name)
    {
        using ProgramMachine expected = Run(name, Software);
        using ProgramMachine actual = Run(name, Threaded);

        Assert.Equal(GuestCases.All[name].Expected, actual.Reports());
        Assert.Empty(expected.Save().Differences(actual.Save()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Snapshot_OfOneRendererInTheMiddleOfAFrame_GoesOnUnderAnother(bool beginsThreaded)
    {
        using ProgramMachine whole = Run("gpu-spin", Software);
        MachineSnapshot expected = whole.Save();
        for (ulong part = 1; part < 8; part++)
        {
            using var first = new ProgramMachine(_folder.FullName, "x86.translator", beginsThreaded ? Threaded : Software);
            _ = first.Run(whole.Count * part / 8);
            using var second = new ProgramMachine(_folder.FullName, "x86.translator", beginsThreaded ? Software : Threaded);
            second.Load(first.Save());
            _ = second.Run();

            Assert.Equal([], expected.Differences(second.Save()).Select(line => $"saved at {part}/8: {line}"));
        }
    }

    [Theory]
    [InlineData("gpu-rectangle", "x86.translator", false)]
    [InlineData("gpu-spin", "x86.translator", false)]
    [InlineData("gpu-depth", "x86.translator", false)]
    [InlineData("gpu-spin", "x86.translator", true)]
    [InlineData("gpu-spin", "x86.interpreter", false)]
    public void Program_WhoseCommandsHaveAThread_DrawsTheSamePicture(string name, string engine, bool isThreaded)
    {
        using ProgramMachine expected = Run(name, Software);
        for (int run = 0; run < 5; run++)
        {
            using var actual = new ProgramMachine(_folder.FullName, engine, [RealTime, .. isThreaded ? Threaded : Software]);
            _ = actual.Run();

            Assert.Equal(GuestCases.All[name].Expected, actual.Reports());
            Assert.Equal(Picture(expected), Picture(actual));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Snapshot_OfCommandsOnAThread_GoesOn(bool hasThreadThen)
    {
        using ProgramMachine whole = Run("gpu-spin", Software);
        for (ulong part = 1; part < 8; part++)
        {
            using var first = new ProgramMachine(_folder.FullName, "x86.translator", RealTime);
            _ = first.Run(whole.Count * part / 8);
            using var second = new ProgramMachine(_folder.FullName, "x86.translator", RealTime, $"components.gpu.fifo-thread={(hasThreadThen ? "true" : "false")}");
            second.Load(first.Save());
            _ = second.Run();

            Assert.Equal(GuestCases.All["gpu-spin"].Expected, second.Reports());
            Assert.Equal(Picture(whole), Picture(second));
        }
    }

    /// <summary>Pages that the commands' thread writes are kept for the save before, or sent again, as those that the processor writes.</summary>
    [Theory]
    [InlineData(SaveMode.Background, false)]
    [InlineData(SaveMode.Background, true)]
    [InlineData(SaveMode.Live, false)]
    [InlineData(SaveMode.Live, true)]
    public void Snapshot_SavedWhileCommandsAreExecutedOnAThread_GoesOn(SaveMode mode, bool isLazy)
    {
        const string Name = "gpu-spin-long";
        using ProgramMachine whole = Run(Name, Software);
        var request = new SaveRequest($"file:{_folder.FullName}/running.xsnap") { Mode = mode, IsMappedRam = true, PageChannels = 1 };
        using (var first = new ProgramMachine(_folder.FullName, "x86.translator", RealTime))
        {
            _ = first.Run(whole.Count / 10);
            first.SaveRunning(request);
            Assert.Empty(first.Reports());
        }

        using var second = new ProgramMachine(
            _folder.FullName, "x86.translator", RealTime, $"components.migration.restore='{request.Uri}'", $"components.migration.lazy={(isLazy ? "true" : "false")}");
        second.Composed.BeforeRun();
        _ = second.Run();

        Assert.Equal(GuestCases.All[Name].Expected, second.Reports());
        Assert.Equal(Picture(whole), Picture(second));
    }

    [Fact]
    public void Renderers_ExchangedAgainAndAgainWhileTheProgramRuns_LeaveTheSameState()
    {
        using ProgramMachine whole = Run("gpu-spin", Software);
        using var machine = new ProgramMachine(
            _folder.FullName, "x86.translator", "components.inner.type=renderer.software", "components.other.type=renderer.threaded", "components.other.renderer=inner");
        var gpu = (IRendererClient)machine.Machine.Components.First(static c => c.Key == "gpu").Value;
        IRenderer[] renderers = [gpu.Renderer!, (IRenderer)machine.Machine.Components.First(static c => c.Key == "other").Value];

        for (ulong part = 1; part < 20; part++)
        {
            _ = machine.Run(whole.Count * part / 20);
            gpu.Exchange(renderers[(int)(part % 2)]);
        }

        _ = machine.Run();
        Assert.Equal(GuestCases.All["gpu-spin"].Expected, machine.Reports());
        Assert.Empty(whole.Save().Differences(machine.Save()));
    }

    private static byte[] Picture(ProgramMachine machine)
    {
        var gpu = (IDisplaySource)machine.Machine.Components.First(static c => c.Key == "gpu").Value;
        byte[] pixels = new byte[gpu.Frame.SizeBytes];
        gpu.ReadFrame(pixels);
        return pixels;
    }

    private ProgramMachine Run(string name, string[] renderer)
    {
        ProgramMachine.Write(_folder.FullName, GuestCases.All[name]);
        var machine = new ProgramMachine(_folder.FullName, "x86.translator", renderer);
        _ = machine.Run();
        return machine;
    }
}
