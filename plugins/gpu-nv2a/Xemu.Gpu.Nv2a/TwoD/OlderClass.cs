using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>An older class whose methods write the same registers of PGRAPH as those of another. That they share them on this part: unverified.</summary>
/// <param name="graphClass">The class.</param>
/// <param name="methods">Its methods.</param>
/// <param name="target">The other one.</param>
internal sealed class OlderClass(uint graphClass, MethodTable methods, IGraphClass target) : IGraphClass
{
    public uint Class => graphClass;

    public MethodTable Methods => methods;

    public int Execute(uint method, ReadOnlySpan<uint> data, bool isIncreasing) => target.Execute(method, data, isIncreasing);

    public void Reset()
    {
        // The other one does it.
    }

    public void DescribeState(IStateVisitor state)
    {
        // The other one does it.
    }
}
