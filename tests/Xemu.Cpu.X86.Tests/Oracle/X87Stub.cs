namespace Xemu.Cpu.X86.Tests;

/// <summary>Runs one x87 instruction on the host's own unit, between FRSTOR and FNSAVE.</summary>
/// <remarks>
/// The instruction may name memory through RDX. Nothing waits after it, so an unmasked exception stays pending and FNSAVE
/// records it; FNSAVE also leaves the unit as FNINIT does, with the control word 037F that .NET expects.
/// </remarks>
internal sealed unsafe class X87Stub : IDisposable
{
    private readonly ExecutableMemory _code;

    public X87Stub(params ReadOnlySpan<byte> instruction)
    {
        _code = new ExecutableMemory(
        [
            0xDD, 0x27, // frstor [rdi]
            0x51, // push rcx
            0x9D, // popfq
            .. instruction,
            0x9C, // pushfq
            0x58, // pop rax
            0xDD, 0x36, // fnsave [rsi]
            0xDB, 0xE3, // fninit
            0xC3, // ret
        ]);
    }

    /// <summary>Runs from one image to another, with these arithmetic flags; returns the flags register after the instruction.</summary>
    public ulong Run(in X87Image before, out X87Image after, Span<byte> memory = default, ulong flags = 0)
    {
        fixed (X87Image* source = &before, target = &after)
        {
            fixed (byte* data = memory)
            {
                // SAFETY: the stub reads 108 bytes at the first, writes 108 at the second and keeps all saved registers.
                return ((delegate* unmanaged<X87Image*, X87Image*, byte*, ulong, ulong>)_code.Address)(source, target, data, flags);
            }
        }
    }

    public void Dispose() => _code.Dispose();
}
