using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>A piece of machine code of two numbers, to be called from managed code and freed.</summary>
internal sealed unsafe class NativeSnippet : IDisposable
{
    private const int Bytes = 4096;

    private readonly CodeMemory _memory = new(Bytes, CodeMemory.IsSupported(isDual: true, out _));

    /// <param name="emit">Emits a function of the System V ABI that takes RDI and RSI, gives RAX and changes RCX and RDX at most.</param>
    public NativeSnippet(Action<Assembler> emit)
    {
        var assembler = new Assembler(64);
        emit(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), (ulong)_memory.Base);

        // The span's bounds are the check: more than a page throws.
        stream.ToArray().CopyTo(new Span<byte>(_memory.WritableOf(_memory.Base), Bytes));
    }

    public ulong Call(ulong first, ulong second) => ((delegate* unmanaged<ulong, ulong, ulong>)_memory.Base)(first, second);

    public void Dispose() => _memory.Dispose();
}
