using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>Hears of writes to code pages of one RAM block.</summary>
internal sealed unsafe class CodeHolder(CodeCache cache, IRamAccess block) : IRamClaimant
{
    public void BeforeAccess(ulong offset, ulong length, RamAccess access)
    {
        for (ulong at = offset; at < offset + length; at += IRamBlock.PageSize)
        {
            cache.DropPage((byte*)block.Base + at);
        }
    }
}
