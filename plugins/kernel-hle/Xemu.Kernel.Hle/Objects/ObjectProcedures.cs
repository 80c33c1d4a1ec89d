using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Calls CloseProcedure and DeleteProcedure of a program's own object types, in the order of what happened, before the call that did it returns.</summary>
/// <remarks>
/// They wait here until the level is below that of dispatching, and run on the thread that goes on then. Arguments: (object, handles before it is closed), as in NT, and (object).
/// Not modelled: AllocateProcedure, FreeProcedure and ParseProcedure of such types; their objects lie in the kernel's pool.
/// </remarks>
internal sealed class ObjectProcedures(Kernel kernel) : IStateful
{
    /// <summary>Most that wait; more are not called, and can only have been made at a raised level.</summary>
    private const int Most = 16384;

    private const int EntryWords = 4;

    /// <summary>The handles of an entry that has none to tell.</summary>
    private const uint NoHandles = uint.MaxValue;

    [Derived("saved as 'pending'")]
    private readonly Queue<(uint Routine, uint Object, uint Handles, uint Block)> _pending = [];

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Whether any waits.</summary>
    public bool HasPending => _pending.Count != 0;

    /// <summary>Forgets all.</summary>
    public void Reset() => _pending.Clear();

    /// <summary>A handle of an object is closed.</summary>
    /// <param name="obj">The object.</param>
    /// <param name="handles">How many handles there were.</param>
    public void Closed(uint obj, uint handles)
    {
        if (Procedure(obj, ObjectTypes.CloseProcedure) is not 0 and var routine)
        {
            Add(routine, obj, handles, 0);
        }
    }

    /// <summary>An object is deleted; its block is freed when nobody uses it any more.</summary>
    public void Deleted(uint obj)
    {
        uint block = obj - ObjectHeader.Bytes;
        uint routine = Procedure(obj, ObjectTypes.DeleteProcedure);
        if ((routine == 0 && !HasPending) || _pending.Count >= Most)
        {
            _ = kernel.Pool.Free(block);
            return;
        }

        Add(routine, obj, NoHandles, block);
    }

    /// <summary>Begins the first procedure that waits.</summary>
    /// <param name="frame">The frame that goes on afterwards.</param>
    /// <returns>The procedure's frame, or null if there is none to call.</returns>
    public uint? TryBegin(uint frame)
    {
        while (_pending.TryDequeue(out (uint Routine, uint Object, uint Handles, uint Block) entry))
        {
            var record = new CallbackRecord(CallbackKind.ObjectProcedure, frame, entry.Block);
            if (entry.Routine != 0)
            {
                ReadOnlySpan<uint> arguments = entry.Handles == NoHandles ? [entry.Object] : [entry.Object, entry.Handles];
                return kernel.Callbacks.Build(kernel.Waits.StackBelow(frame), record, entry.Routine, arguments);
            }

            _ = Continue(record);
        }

        return null;
    }

    /// <summary>A procedure has returned.</summary>
    public uint Continue(CallbackRecord record)
    {
        if (record.A != 0)
        {
            _ = kernel.Pool.Free(record.A);
        }

        return record.Frame;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        uint[] words = [.. _pending.SelectMany(static p => new[] { p.Routine, p.Object, p.Handles, p.Block })];
        byte[] bytes = MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
        state.Blob("pending", ref bytes, Most * EntryWords * 4);
        if (!state.IsLoading)
        {
            return;
        }

        _pending.Clear();
        ReadOnlySpan<uint> loaded = MemoryMarshal.Cast<byte, uint>(bytes);
        for (int i = 0; i + EntryWords <= loaded.Length; i += EntryWords)
        {
            _pending.Enqueue((loaded[i], loaded[i + 1], loaded[i + 2], loaded[i + 3]));
        }
    }

    private void Add(uint routine, uint obj, uint handles, uint block)
    {
        if (_pending.Count < Most)
        {
            _pending.Enqueue((routine, obj, handles, block));
            kernel.NotePending();
        }
    }

    /// <summary>A procedure of an object's type, or 0: of the kernel's own types the platform does what they do.</summary>
    private uint Procedure(uint obj, uint offset)
    {
        uint type = Memory.Read32(obj + ObjectHeader.Type);
        return kernel.Objects.Types.KindOf(type) == ObjectKind.None && Memory.TryTranslate(type + offset, isWrite: false) is not null ? Memory.Read32(type + offset) : 0;
    }
}
