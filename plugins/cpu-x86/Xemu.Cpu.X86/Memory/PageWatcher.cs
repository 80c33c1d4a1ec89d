using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>Hears of writes to watched pages of one RAM block.</summary>
internal sealed unsafe class PageWatcher(PageDrops drops, IRamAccess block) : IRamClaimant
{
    public void BeforeAccess(ulong offset, ulong length, RamAccess access)
    {
        for (ulong at = offset; at < offset + length; at += IRamBlock.PageSize)
        {
            drops.Add((byte*)block.Base + at);
        }
    }
}
