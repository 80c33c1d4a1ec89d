using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Small pieces of machine code that live as long as the process.</summary>
internal static unsafe class NativeCode
{
    private const int Bytes = 4096;

    /// <summary>Assembles a piece into memory of its own that nobody frees: signal handlers may run at any time.</summary>
    /// <exception cref="CodeMemoryException">No executable memory of either kind.</exception>
    public static byte* Place(Action<Assembler> emit)
    {
        CodeMemory memory = Allocate();
        var assembler = new Assembler(64);
        emit(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), (ulong)memory.Base);

        // The span's bounds are the check: more than a page throws.
        stream.ToArray().CopyTo(new Span<byte>(memory.WritableOf(memory.Base), Bytes));
        return memory.Base;
    }

    private static CodeMemory Allocate() => new(Bytes, CodeMemory.IsSupported(isDual: true, out _));
}
