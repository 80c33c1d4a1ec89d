namespace Xemu.Abstractions.State;

/// <summary>What follows from <see cref="IStateVisitor"/>'s own members.</summary>
public static class StateVisitorExtensions
{
    /// <summary>An enumeration, as a 32-bit number. Values that the enumeration lacks are refused on loading.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="state">The visitor.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="StateException">The file's number names no member.</exception>
    public static void Enum<T>(this IStateVisitor state, string name, ref T value)
        where T : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(state);
        int number = (int)Convert.ChangeType(value, TypeCode.Int32, provider: null);
        state.Field(name, ref number);
        if (!state.IsLoading)
        {
            return;
        }

        var loaded = (T)System.Enum.ToObject(typeof(T), number);
        if (!System.Enum.IsDefined(loaded))
        {
            throw new StateException($"Field '{name}' holds {number}, which is no {typeof(T).Name}; the snapshot is damaged or newer.");
        }

        value = loaded;
    }
}
