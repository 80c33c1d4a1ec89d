namespace Xemu.Kernel.Hle;

/// <summary>What a page of RAM is used for. The order from 1 is the console's MMPFN_BUSY_TYPE, as MmQueryStatistics groups it.</summary>
internal enum PageUse : byte
{
    Free,
    Stack,
    VirtualPageTable,
    SystemPageTable,
    Pool,
    VirtualMemory,
    SystemMemory,
    Image,
    FileCache,
    Contiguous,
    Debugger,

    /// <summary>The kernel's own, and the GPU's instance memory.</summary>
    Reserved,
}
