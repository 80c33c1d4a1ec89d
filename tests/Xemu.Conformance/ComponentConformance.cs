using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What every component must pass: the lifecycle. One that has state derives from <see cref="StatefulConformance"/>.</summary>
public abstract class ComponentConformance : IDisposable
{
    private TestMachine? _machine;

    protected TestMachine Machine => _machine ??= new TestMachine(RamBytes);

    /// <summary>Main RAM of the machine under the component.</summary>
    protected virtual ulong RamBytes => 1 << 20;

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
        _machine?.Dispose();
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
