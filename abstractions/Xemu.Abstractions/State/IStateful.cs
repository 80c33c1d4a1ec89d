namespace Xemu.Abstractions.State;

/// <summary>Something that has state: a component, or a part of one.</summary>
public interface IStateful
{
    /// <summary>The version of the description, 1 and up; it grows when a field is added.</summary>
    int StateVersion => 1;

    /// <summary>Describes every field, once, for saving, loading, listing and documentation alike. Machine thread, CPU stopped.</summary>
    /// <param name="state">Who asks; on loading the fields are assigned.</param>
    /// <remarks>No side effects: no interrupt is raised and no other component is touched. Values from a file are hostile: check indices in <see cref="AfterRestore"/>.</remarks>
    void DescribeState(IStateVisitor state);

    /// <summary>Rebuilds what is derived. Called when every component has been loaded.</summary>
    /// <exception cref="StateException">A loaded value cannot be: name field, value and range.</exception>
    void AfterRestore()
    {
    }
}
