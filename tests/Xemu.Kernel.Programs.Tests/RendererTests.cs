using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>The guest does not see which renderer draws: a program ends in the same state under each, also when it began under another.</summary>
public sealed class RendererTests : IDisposable
{
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

    private ProgramMachine Run(string name, string[] renderer)
    {
        ProgramMachine.Write(_folder.FullName, GuestCases.All[name]);
        var machine = new ProgramMachine(_folder.FullName, "x86.translator", renderer);
        _ = machine.Run();
        return machine;
    }
}
