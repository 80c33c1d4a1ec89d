using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x42, the older name of the surfaces of class 0x62: both write the same registers of PGRAPH. That they share them on this part: unverified.</summary>
internal sealed class ContextSurfaces(Surfaces2D surfaces) : IGraphClass
{
    public uint Class => 0x42;

    public MethodTable Methods => TwoDMethods.ContextSurfaces;

    public int Execute(uint method, ReadOnlySpan<uint> data, bool isIncreasing) => surfaces.Execute(method, data, isIncreasing);

    public void Reset()
    {
        // The surfaces do it.
    }

    public void DescribeState(IStateVisitor state)
    {
        // The surfaces do it.
    }
}
