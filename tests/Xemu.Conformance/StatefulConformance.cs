using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What every component with state must pass, besides its lifecycle.</summary>
public abstract class StatefulConformance : ComponentConformance
{
    /// <summary>Uses the component as a guest would, so that its state is not the one after reset. By default only time passes.</summary>
    protected virtual void Exercise(TestMachine machine, IComponent component) => machine.Advance(5_000_000);

    [Fact]
    public void State_SavedLoadedSaved_IsEqual()
    {
        using IComponent component = Made();
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

        Assert.Empty(StateCompleteness.FindUndescribed((IStateful)component));
    }

    [Fact]
    public void State_CutShort_IsRefusedWithAStateException()
    {
        using IComponent component = Made();
        byte[] saved = StateBytes.Save((IStateful)component);

        Assert.Throws<StateException>(() => StateBytes.Load((IStateful)component, saved[..^1]));
    }

    /// <summary>Fields that a cold reset sets by the present time, or leaves alone because a battery keeps them: paths that start with <c>state.</c>.</summary>
    protected virtual IReadOnlyList<string> KeptOverReset => [];

    [Fact]
    public void Reset_AfterUse_GivesTheStateOfAFreshReset()
    {
        using IComponent component = Made();
        component.Reset(ResetKind.Cold);
        byte[] first = StateBytes.Save((IStateful)component);

        Exercise(Machine, component);
        component.Reset(ResetKind.Cold);

        Assert.Empty(StateBytes.Differences(first, StateBytes.Save((IStateful)component)).Where(line => !KeptOverReset.Any(kept => line.StartsWith(kept, StringComparison.Ordinal))));
    }
}
