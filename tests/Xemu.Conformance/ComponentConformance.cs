using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What every component must pass: the lifecycle. One that has state derives from <see cref="StatefulConformance"/>.</summary>
public abstract class ComponentConformance : IDisposable
{
    protected TestMachine Machine { get; } = new();

    /// <summary>Makes the component and what it needs around it; buses attached, nothing wired.</summary>
    protected abstract IComponent Create(TestMachine machine);

    [Fact]
    public void Lifecycle_EveryCallTwice_DoesNotThrow()
    {
        using IComponent component = Made();

        component.Start();
        component.Start();
        component.Pause();
        component.Pause();
        component.Quiesce();
        component.Start();
        component.Reset(ResetKind.Warm);
        component.Pause();
        component.Quiesce();
        component.Dispose();
    }

    public void Dispose()
    {
        Machine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A component after wiring and a cold reset.</summary>
    protected IComponent Made()
    {
        IComponent component = Create(Machine);
        component.Wire();
        component.Reset(ResetKind.Cold);
        return component;
    }
}
