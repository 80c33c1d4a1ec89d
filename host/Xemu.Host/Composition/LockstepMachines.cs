using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>The machines of a lockstep run: one that has its outputs, and shadows of the same manifest with another CPU.</summary>
internal sealed class LockstepMachines
{
    private readonly Func<SourcedOverride[], BoundMachine?> _bind;
    private readonly string _cpu;
    private readonly MachineServices _services;
    private ComposedMachine? _first;
    private ComposedMachine? _second;

    private LockstepMachines(Func<SourcedOverride[], BoundMachine?> bind, string cpu, string firstType, string secondType, MachineServices services)
    {
        _bind = bind;
        _cpu = cpu;
        FirstType = firstType;
        SecondType = secondType;
        _services = services;
    }

    /// <summary>The type of the first machine's CPU.</summary>
    public string FirstType { get; }

    /// <summary>The type of the second machine's CPU.</summary>
    public string SecondType { get; }

    /// <summary>The machine that has its outputs, once built.</summary>
    public ComposedMachine First => _first!;

    /// <summary>Checks that both machines can be made; null after mistakes.</summary>
    /// <param name="bound">The machine as the manifest has it.</param>
    /// <param name="reference">The type of the second CPU, or empty for the one that the first one's type names.</param>
    /// <param name="bind">Binds the manifest once more, with overrides.</param>
    /// <param name="services">For the first machine.</param>
    /// <param name="diagnostics">Receives mistakes.</param>
    public static LockstepMachines? Prepare(
        BoundMachine bound, string reference, Func<SourcedOverride[], BoundMachine?> bind, MachineServices services, Diagnostics diagnostics)
    {
        BoundComponent cpu = bound.Components.First(static item => typeof(ICpu).IsAssignableFrom(item.Type.ComponentClass));
        string? second = reference.Length > 0 ? reference : cpu.Type.Reference;
        if (second is null)
        {
            diagnostics.Add(SourcePlace.Of(LockstepOption.Name), $"{cpu.Type.Name} names no other type as its reference; say which one it is to be compared with, as {LockstepOption.Name}=TYPE.");
            return null;
        }

        var machines = new LockstepMachines(bind, cpu.Id, cpu.Type.Name, second, services);
        BoundMachine? shadow = machines.BindSecond();
        if (shadow is null || diagnostics.HasErrors)
        {
            return null;
        }

        ShadowRules.Check(bound, ShadowParts.Media, diagnostics);
        ShadowRules.Check(shadow, ShadowParts.All, diagnostics);
        return diagnostics.HasErrors ? null : machines;
    }

    /// <summary>Makes both machines; dispose the answer.</summary>
    public IDisposable Build()
    {
        // What refuses to be a shadow does so before the first machine opens anything.
        _second = BuildShadow(BindSecond());
        try
        {
            _first = MachineComposer.Build(_bind([Deterministic])!, _services with { Shadow = ShadowParts.Media });
        }
        catch
        {
            _second.Dispose();
            throw;
        }

        return new Machines(_first, _second);
    }

    /// <summary>Lets components act before the first guest instruction.</summary>
    public void BeforeRun()
    {
        _first!.BeforeRun();
        _second!.BeforeRun();
    }

    /// <summary>Runs them.</summary>
    public LockstepResult Run(RunLimits limits, Action<ulong> progress, CancellationToken cancellation)
    {
        using var pair = new LockstepPair(_first!.Machine, _second!.Machine);
        return new LockstepRun(pair, BuildAnother).Run(limits, progress, cancellation);
    }

    private static SourcedOverride Deterministic => new(LockstepOption.Name, "machine.time=deterministic");

    private BoundMachine? BindSecond() => _bind([Deterministic, new SourcedOverride(LockstepOption.Name, $"components.{_cpu}.type={SecondType}")]);

    private ComposedMachine BuildShadow(BoundMachine? bound) => MachineComposer.Build(
        bound!, _services with { Logs = NullLoggerFactory.Instance, Traces = new TraceHub([], TextWriter.Null), Descriptors = new DescriptorStore(), Shadow = ShadowParts.All });

    private LockstepPair BuildAnother()
    {
        ComposedMachine second = BuildShadow(BindSecond());
        try
        {
            ComposedMachine first = BuildShadow(_bind([Deterministic]));
            return new LockstepPair(first.Machine, second.Machine) { Owned = new Machines(first, second) };
        }
        catch
        {
            second.Dispose();
            throw;
        }
    }

    private sealed class Machines(ComposedMachine first, ComposedMachine second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
