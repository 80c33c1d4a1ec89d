using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The handles: multiples of 4 from 4 on, the one that was closed last is given out first.</summary>
internal sealed class HandleTable : IStateful
{
    /// <summary>Most handles; a console ends at its memory.</summary>
    private const int Most = 65536;

    [Derived("saved as 'entries'")]
    private readonly List<uint> _objects = [];

    [Derived("saved as 'free'")]
    private readonly List<uint> _free = [];

    /// <summary>How many are open.</summary>
    public int Count => _objects.Count - _free.Count;

    /// <summary>Whether so many more can be opened.</summary>
    public bool HasRoom(int count) => _free.Count + Most - _objects.Count >= count;

    /// <summary>Closes all.</summary>
    public void Reset()
    {
        _objects.Clear();
        _free.Clear();
    }

    /// <summary>Opens a handle.</summary>
    /// <returns>The handle, or 0 when there are too many.</returns>
    public uint Add(uint obj)
    {
        if (_free.Count > 0)
        {
            uint index = _free[^1];
            _free.RemoveAt(_free.Count - 1);
            _objects[(int)index] = obj;
            return (index + 1) * 4;
        }

        if (_objects.Count >= Most)
        {
            return 0;
        }

        _objects.Add(obj);
        return (uint)_objects.Count * 4;
    }

    /// <summary>The object of a handle, or 0.</summary>
    public uint Find(uint handle)
    {
        uint index = (handle / 4) - 1;
        return handle >= 4 && index < _objects.Count ? _objects[(int)index] : 0;
    }

    /// <summary>Closes a handle.</summary>
    /// <returns>Its object, or 0.</returns>
    public uint Remove(uint handle)
    {
        uint obj = Find(handle);
        if (obj != 0)
        {
            uint index = (handle / 4) - 1;
            _objects[(int)index] = 0;
            _free.Add(index);
        }

        return obj;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        Words(state, "entries", _objects);
        Words(state, "free", _free);
    }

    /// <inheritdoc/>
    public void AfterRestore()
    {
        if (_free.Exists(i => i >= _objects.Count || _objects[(int)i] != 0) || _free.Distinct().Count() != _free.Count)
        {
            throw new StateException("Field 'free' names handles that are open or not there; the snapshot is damaged.");
        }
    }

    private static void Words(IStateVisitor state, string name, List<uint> words)
    {
        byte[] bytes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(words)).ToArray();
        state.Blob(name, ref bytes, Most * 4);
        if (state.IsLoading)
        {
            words.Clear();
            words.AddRange(MemoryMarshal.Cast<byte, uint>(bytes));
        }
    }
}
