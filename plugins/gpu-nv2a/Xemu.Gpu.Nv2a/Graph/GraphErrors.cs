namespace Xemu.Gpu.Nv2a;

/// <summary>What an error shows beside NSOURCE. Source: envytools' tests of the NV10 to NV20 (nvhw, pgraph).</summary>
internal static class GraphErrors
{
    private const uint InUse = 1 << 23;
    private const uint InvalidState = 1 << 24;
    private const uint BadArgument = 1 << 25;
    private const uint ProtectionFault = 1 << 26;

    /// <summary>Bits of DEBUG_3 that let errors be.</summary>
    public const uint ChecksData = 1 << 20;
    public const uint ChecksObjects = 1 << 23;
    public const uint ChecksState = 1 << 24;

    /// <summary>DEBUG_7 bit 11: surfaces have limits (nxdk_pgraph_tests, "Color zeta disable"; pbkit sets it, Direct3D clears it with bit 10).</summary>
    public const uint ChecksLimits = 1 << 11;

    /// <summary>NSTATUS of an error.</summary>
    public static uint StatusOf(GraphError error) =>
        ((error & (GraphError.DoubleNotify | GraphError.NotifyInUse)) != 0 ? InUse : 0)
        | ((error & (GraphError.State | GraphError.Protection)) != 0 ? InvalidState : 0)
        | ((error & GraphError.Data) != 0 ? BadArgument : 0)
        | ((error & GraphError.IllegalMethod) != 0 ? ProtectionFault : 0);
}
