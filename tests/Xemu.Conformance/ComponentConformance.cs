using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What every component must pass: the lifecycle, and its state.</summary>
public abstract class ComponentConformance : IDisposable
{
    protected TestMachine Machine { get; } = new();

    /// <summary>Makes the component and what it needs around it; buses attached, nothing wired.</summary>
    protected abstract IComponent Create(TestMachine machine);

    /// <summary>Uses the component as a guest would, so that its state is not the one after reset. By default only time passes.</summary>
    protected virtual void Exercise(TestMachine machine, IComponent component) => machine.Advance(5_000_000);

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

    [Fact]
    public void State_SavedLoadedSaved_IsEqual()
    {
        using IComponent component = Made();
        Assert.SkipUnless(component is IStateful, "The component has no state.");
        var stateful = (IStateful)component;
        Exercise(Machine, component);
        byte[] saved = StateBytes.Save(stateful);
        component.Reset(ResetKind.Cold);

        StateBytes.Load(stateful, saved);

        Assert.Empty(StateBytes.Differences(saved, StateBytes.Save(stateful)));
    }

    [Fact]
    public void State_EveryMutableField_IsDescribedOrDerived()
    {
        using IComponent component = Made();
        Assert.SkipUnless(component is IStateful, "The component has no state.");

        Assert.Empty(StateCompleteness.FindUndescribed((IStateful)component));
    }

    [Fact]
    public void State_CutShort_IsRefusedWithAStateException()
    {
        using IComponent component = Made();
        Assert.SkipUnless(component is IStateful, "The component has no state.");
        byte[] saved = StateBytes.Save((IStateful)component);

        Assert.Throws<StateException>(() => StateBytes.Load((IStateful)component, saved[..^1]));
    }

    [Fact]
    public void Reset_AfterUse_GivesTheStateOfAFreshReset()
    {
        using IComponent component = Made();
        Assert.SkipUnless(component is IStateful, "The component has no state.");
        component.Reset(ResetKind.Cold);
        byte[] first = StateBytes.Save((IStateful)component);

        component.Reset(ResetKind.Cold);

        Assert.Empty(StateBytes.Differences(first, StateBytes.Save((IStateful)component)));
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
