using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Devices;

/// <summary>The registers of a block, indexed by offset. Immutable; the values live in the device, in an array of <see cref="Count"/> words.</summary>
/// <typeparam name="TDevice">The block's class.</typeparam>
public sealed class RegisterTable<TDevice>
{
    private readonly RegisterDefinition<TDevice>[] _definitions;

    /// <summary>Offset &gt;&gt; 2 → index of the definition plus one; 0 where there is none.</summary>
    private readonly ushort[] _index;

    /// <summary>Builds the table.</summary>
    /// <param name="blockSizeBytes">Size of the block; every offset is less.</param>
    /// <param name="definitions">The registers, in any order.</param>
    /// <exception cref="ArgumentException">Two registers share an offset, or one is misaligned or outside the block.</exception>
    public RegisterTable(uint blockSizeBytes, IEnumerable<RegisterDefinition<TDevice>> definitions)
    {
        _definitions = [.. definitions.OrderBy(static d => d.Offset)];
        _index = new ushort[(blockSizeBytes + 3) / 4];
        for (int i = 0; i < _definitions.Length; i++)
        {
            RegisterDefinition<TDevice> definition = _definitions[i];
            if (definition.Offset % 4 != 0 || definition.Offset >= blockSizeBytes)
            {
                throw new ArgumentException($"Register '{definition.Name}' at 0x{definition.Offset:X} is misaligned or outside the block of 0x{blockSizeBytes:X} bytes.", nameof(definitions));
            }

            ref ushort slot = ref _index[definition.Offset / 4];
            if (slot != 0)
            {
                throw new ArgumentException($"Registers '{_definitions[slot - 1].Name}' and '{definition.Name}' share offset 0x{definition.Offset:X}.", nameof(definitions));
            }

            slot = (ushort)(i + 1);
        }
    }

    /// <summary>How many registers there are, and words of values.</summary>
    public int Count => _definitions.Length;

    /// <summary>The registers by offset.</summary>
    public IReadOnlyList<RegisterDefinition<TDevice>> Definitions => _definitions;

    /// <summary>Sets every value to its reset value.</summary>
    /// <param name="values">The device's values, <see cref="Count"/> words.</param>
    public void Reset(Span<uint> values)
    {
        for (int i = 0; i < _definitions.Length; i++)
        {
            values[i] = _definitions[i].Reset;
        }
    }

    /// <summary>Finds a register.</summary>
    /// <param name="offset">Byte offset, a multiple of 4.</param>
    /// <param name="index">Its index among the values.</param>
    public bool TryFind(ulong offset, out int index)
    {
        index = offset / 4 < (ulong)_index.Length ? _index[offset / 4] - 1 : -1;
        return index >= 0;
    }

    /// <summary>The index of a register's value; for the device's own code.</summary>
    /// <param name="offset">Byte offset of a register that exists.</param>
    public int IndexOf(uint offset) => TryFind(offset, out int index) ? index : ThrowNoRegister(offset);

    /// <summary>Reads a register.</summary>
    /// <param name="device">The device, for computed registers.</param>
    /// <param name="values">Its values.</param>
    /// <param name="offset">Byte offset, a multiple of 4.</param>
    /// <param name="value">The value; 0 when there is no register.</param>
    /// <returns>Whether there is a register: if not, the access is <i>unhandled</i>, and the device counts it.</returns>
    public bool TryRead(TDevice device, ReadOnlySpan<uint> values, ulong offset, out uint value)
    {
        if (!TryFind(offset, out int index))
        {
            value = 0;
            return false;
        }

        RegisterDefinition<TDevice> definition = _definitions[index];
        value = definition.Read is null ? values[index] : definition.Read(device, values[index]);
        return true;
    }

    /// <summary>Writes a register: masks, then the side effect.</summary>
    /// <param name="device">The device.</param>
    /// <param name="values">Its values.</param>
    /// <param name="offset">Byte offset, a multiple of 4.</param>
    /// <param name="value">What the guest writes.</param>
    /// <returns>Whether there is a register.</returns>
    public bool TryWrite(TDevice device, Span<uint> values, ulong offset, uint value)
    {
        if (!TryFind(offset, out int index))
        {
            return false;
        }

        RegisterDefinition<TDevice> definition = _definitions[index];
        uint old = values[index];
        values[index] = ((old & ~definition.Writable) | (value & definition.Writable)) & ~(value & definition.WriteOneToClear);
        definition.AfterWrite?.Invoke(device, value);
        return true;
    }

    [DoesNotReturn]
    private static int ThrowNoRegister(uint offset) =>
        throw new ArgumentOutOfRangeException(nameof(offset), $"No register at 0x{offset:X}.");
}
