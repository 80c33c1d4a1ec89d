using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>BAR0: finds the block that an access is for.</summary>
[Derived("has no state of its own")]
internal sealed class RegisterWindow : IIoHandler
{
    /// <summary>Size of the window.</summary>
    public const uint SizeBytes = 0x0100_0000;

    /// <summary>Pages that <see cref="AccessNotes"/> tell apart.</summary>
    public const int PageCount = (int)(SizeBytes >> 12);

    private readonly INvBlock?[] _pages = new INvBlock?[PageCount];
    private readonly Pmc _pmc;
    private readonly AccessNotes _notes;
    private readonly FifoGate _gate;
    private readonly ITraceSource _trace;

    public RegisterWindow(IEnumerable<INvBlock> blocks, Pmc pmc, AccessNotes notes, FifoGate gate, ITraceSource trace)
    {
        _pmc = pmc;
        _notes = notes;
        _gate = gate;
        _trace = trace;
        foreach (INvBlock block in blocks)
        {
            Array.Fill(_pages, block, (int)(block.Base >> 12), (int)(block.SizeBytes >> 12));
        }
    }

    /// <summary>Whatever the guest uses: the VGA registers are bytes, the others 32 bits with byte lanes.</summary>
    public IoWidths Widths => IoWidths.Any;

    public ulong Read(ulong offset, int width)
    {
        INvBlock? block = BlockAt(offset);
        uint value = 0;
        using (FifoGate.Scope scope = block?.IsShared == true ? _gate.Enter() : default)
        {
            _notes.Note(block?.Read((uint)offset - block.Base, width, out value) ?? NvAccess.Unhandled, "read", block, offset);
        }

        if (_trace.IsEnabled)
        {
            _trace.Write($"read{width * 8} {Describe(block, offset)} = 0x{value:X}");
        }

        return value;
    }

    public void Write(ulong offset, int width, ulong value)
    {
        INvBlock? block = BlockAt(offset);
        if (_trace.IsEnabled)
        {
            _trace.Write($"write{width * 8} {Describe(block, offset)} = 0x{value:X}");
        }

        using FifoGate.Scope scope = block?.IsShared == true ? _gate.Enter() : default;
        _notes.Note(block?.Write((uint)offset - block.Base, width, (uint)value) ?? NvAccess.Unhandled, "write", block, offset);
    }

    private static string Describe(INvBlock? block, ulong offset) =>
        block is null ? $"0x{offset:X6}" : $"{block.Name}+0x{offset - block.Base:X}";

    /// <summary>The block that answers: none where there is none, or where it is off.</summary>
    private INvBlock? BlockAt(ulong offset) => _pages[offset >> 12] is { } block && _pmc.Has(block) ? block : null;
}
