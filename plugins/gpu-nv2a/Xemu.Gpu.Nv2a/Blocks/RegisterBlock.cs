using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A block of 32-bit registers behind a table.</summary>
/// <typeparam name="TSelf">The block's own class.</typeparam>
internal abstract class RegisterBlock<TSelf> : INvBlock
    where TSelf : RegisterBlock<TSelf>
{
    private readonly RegisterTable<TSelf> _table;
    private readonly uint[] _values;

    /// <summary>Names in snapshots: the vendor's, in lower case.</summary>
    private readonly string[] _fieldNames;

    protected RegisterBlock(string name, uint baseOffset, uint sizeBytes, RegisterTable<TSelf> table)
    {
        Name = name;
        Base = baseOffset;
        SizeBytes = sizeBytes;
        _table = table;
        _values = new uint[table.Count];
        _fieldNames = [.. table.Definitions.Select(static d => d.Name.ToLowerInvariant())];
        table.Reset(_values);
    }

    public string Name { get; }

    public uint Base { get; }

    public uint SizeBytes { get; }

    public virtual bool IsShared => false;

    public virtual uint EnableBit => 0;

    public virtual int StateVersion => 1;

    public RegisterTable<TSelf> Table => _table;

    public NvAccess Read(uint offset, int width, out uint value)
    {
        bool found = _table.TryRead((TSelf)this, _values, offset & ~3u, out value);
        if (width < 4)
        {
            value = (value >> (int)((offset & 3) * 8)) & ((1u << (width * 8)) - 1);
        }

        return found ? NvAccess.Done : NvAccess.Unhandled;
    }

    public NvAccess Write(uint offset, int width, uint value)
    {
        uint aligned = offset & ~3u;
        if (width < 4)
        {
            // Byte lanes that are not written keep what they store, and acknowledge nothing.
            if (!_table.TryFind(aligned, out int index))
            {
                return NvAccess.Unhandled;
            }

            int shift = (int)((offset & 3) * 8);
            uint mask = ((1u << (width * 8)) - 1) << shift;
            value = (_values[index] & ~mask & ~_table.Definitions[index].WriteOneToClear) | ((value << shift) & mask);
        }

        return _table.TryWrite((TSelf)this, _values, aligned, value) ? NvAccess.Done : NvAccess.Unhandled;
    }

    public virtual void Reset() => _table.Reset(_values);

    public virtual void DescribeState(IStateVisitor state)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            state.Field(_fieldNames[i], ref _values[i]);
        }
    }

    public virtual void AfterRestore()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            Load(i, _values[i]);
        }
    }

    /// <summary>Sets a register to what memory or a file has of it.</summary>
    /// <param name="offset">Offset of a register in the table.</param>
    /// <param name="value">Bits that no guest can write are not taken.</param>
    protected void Load(uint offset, uint value) => Load(_table.IndexOf(offset), value);

    private void Load(int index, uint value)
    {
        RegisterDefinition<TSelf> definition = _table.Definitions[index];
        uint mutable = definition.Writable | definition.WriteOneToClear;
        _values[index] = (value & mutable) | (definition.Reset & ~mutable);
    }

    /// <summary>A register's stored value, for the device's own code.</summary>
    /// <param name="offset">Offset of a register in the table.</param>
    protected ref uint Value(uint offset) => ref _values[_table.IndexOf(offset)];
}
