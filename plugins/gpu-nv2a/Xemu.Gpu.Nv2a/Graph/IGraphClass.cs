using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A class of graphics objects: methods and their state.</summary>
internal interface IGraphClass : IStateful
{
    /// <summary>The number by which instance memory names it: 0x97.</summary>
    uint Class { get; }

    /// <summary>What its methods are called.</summary>
    MethodTable Methods { get; }

    /// <summary>Executes methods.</summary>
    /// <param name="method">The first method, 0x100 to 0x1FFC; 0x180 to 0x1FC carry the instance of an object.</param>
    /// <param name="data">A word for each, at least one.</param>
    /// <param name="isIncreasing">Whether each word goes to the next method; else all to the first.</param>
    /// <returns>How many were done, at least 1. The caller looks whether the engine may go on.</returns>
    int Execute(uint method, ReadOnlySpan<uint> data, bool isIncreasing);

    /// <summary>What belongs to a channel.</summary>
    void DescribeContext(ContextImage image)
    {
        // Nothing.
    }

    /// <summary>The state of a machine that was just switched on.</summary>
    void Reset();
}
