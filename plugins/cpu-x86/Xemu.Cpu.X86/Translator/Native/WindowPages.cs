using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What is mapped in a <see cref="GuestWindow"/>, and into how many pieces that divides it for the kernel.</summary>
/// <remarks>
/// The kernel keeps neighbours in one mapping when they continue each other in the file and have one protection. A border stands
/// between two pages that it cannot join; a window has one mapping more than borders.
/// </remarks>
internal sealed unsafe class WindowPages : IDisposable
{
    private readonly PageBits _mapped = new();
    private readonly PageBits _writable = new();
    private readonly PageBits _borders = new();

    // What is behind each mapped page: number in its file, spread by the file.
    private uint* _sources = (uint*)NativeMemory.AllocZeroed(LinearMemory.TotalPages, sizeof(uint));

    public int MappedCount => _mapped.Count;

    public int BorderCount => _borders.Count;

    public bool IsMapped(uint page) => _mapped[page];

    public bool IsWritable(uint page) => _writable[page];

    /// <summary>Whether a page is mapped from a place in a file.</summary>
    public bool IsMapped(uint page, int descriptor, ulong offset) => _mapped[page] && _sources[page] == Source(descriptor, offset);

    public bool TryFind(uint page, uint count, out uint first, out uint last)
    {
        first = _mapped.First(page, page + count);
        last = first;
        if (first == page + count)
        {
            return false;
        }

        last = count == 1 ? first : _mapped.Last(first, page + count);
        return true;
    }

    public void Map(uint page, uint count, int descriptor, ulong offset, bool isWritable)
    {
        uint source = Source(descriptor, offset);
        for (uint i = 0; i < count; i++)
        {
            _sources[page + i] = source + i;
        }

        Change(page, count, isMapped: true, isWritable);
    }

    public void Protect(uint page, uint count, bool isWritable)
    {
        _writable.Fill(page, count, isWritable);
        UpdateBorders(page, count, isInside: false);
    }

    public void Unmap(uint page, uint count) => Change(page, count, isMapped: false, isWritable: false);

    public void Dispose()
    {
        _mapped.Dispose();
        _writable.Dispose();
        _borders.Dispose();
        NativeMemory.Free(_sources);
        _sources = null;
    }

    private static uint Source(int descriptor, ulong offset) => (uint)(offset >> 12) + ((uint)descriptor * 0x9E37_79B1);

    private void Change(uint page, uint count, bool isMapped, bool isWritable)
    {
        _mapped.Fill(page, count, isMapped);
        _writable.Fill(page, count, isWritable);
        UpdateBorders(page, count, isInside: true);
    }

    private void UpdateBorders(uint page, uint count, bool isInside)
    {
        if (count > 1 && isInside)
        {
            _borders.Fill(page + 1, count - 1, false);
        }

        for (uint i = 1; i < count && !isInside; i++)
        {
            _borders.Set(page + i, IsBorder(page + i));
        }

        _borders.Set(page, IsBorder(page));
        _borders.Set(page + count, IsBorder(page + count));
    }

    private bool IsBorder(uint page)
    {
        bool before = page > 0 && _mapped[page - 1];
        bool after = page < LinearMemory.TotalPages && _mapped[page];
        if (!before || !after)
        {
            return before != after;
        }

        return _writable[page - 1] != _writable[page] || _sources[page] != _sources[page - 1] + 1;
    }
}
