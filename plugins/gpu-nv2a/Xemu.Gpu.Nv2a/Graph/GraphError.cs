namespace Xemu.Gpu.Nv2a;

/// <summary>Why PGRAPH refuses a method: bits of NSOURCE. Source: envytools rnndb/graph/nv4_pgraph.xml; those from bit 16 on: nxdk lib/pbkit/outer.h.</summary>
[Flags]
internal enum GraphError : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Not an error: a word for the driver.</summary>
    Notification = 1 << 0,

    /// <summary>A word that the method does not take.</summary>
    Data = 1 << 1,

    /// <summary>A memory object that is too small, or lies wrongly, for what it is bound to.</summary>
    Protection = 1 << 2,

    /// <summary>Beyond the memory object of the colour surface, or beyond the end of its rows.</summary>
    LimitColor = 1 << 4,

    /// <summary>The same for depth and stencil.</summary>
    LimitZeta = 1 << 5,

    /// <summary>No such method.</summary>
    IllegalMethod = 1 << 6,

    /// <summary>A read beyond a memory object.</summary>
    DmaRead = 1 << 7,

    /// <summary>A write beyond a memory object.</summary>
    DmaWrite = 1 << 8,

    /// <summary>What is set does not fit together.</summary>
    State = 1 << 11,

    /// <summary>NOTIFY while one is under way.</summary>
    DoubleNotify = 1 << 12,

    /// <summary>Another memory object for notifiers while one is under way.</summary>
    NotifyInUse = 1 << 13,

    /// <summary>A vertex beyond a memory object.</summary>
    DmaVertex = 1 << 16,

    /// <summary>A texture beyond the first memory object for them.</summary>
    TextureA = 1 << 22,

    /// <summary>The same for the second.</summary>
    TextureB = 1 << 23,
}
