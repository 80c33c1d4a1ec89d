using System.Diagnostics.CodeAnalysis;
using Iced.Intel;

namespace Xemu.Kernel.Guest;

/// <summary>What is handed to a routine: a number, a register, a word in memory, or the address of a routine.</summary>
/// <remarks>Arguments are pushed from the last to the first: a word that is addressed by ESP is another one by then.</remarks>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The conversions are there so that calls read as calls.")]
public readonly struct GuestArgument
{
    private readonly uint _value;
    private readonly AssemblerRegister32? _register;
    private readonly AssemblerMemoryOperand? _memory;

    private GuestArgument(uint value, AssemblerRegister32? register = null, AssemblerMemoryOperand? memory = null)
    {
        _value = value;
        _register = register;
        _memory = memory;
    }

    /// <summary>A number, or an address.</summary>
    public static implicit operator GuestArgument(uint value) => new(value);

    /// <summary>A number.</summary>
    public static implicit operator GuestArgument(int value) => new(unchecked((uint)value));

    /// <summary>What a register holds.</summary>
    public static implicit operator GuestArgument(AssemblerRegister32 register) => new(0, register);

    /// <summary>A word in memory.</summary>
    public static implicit operator GuestArgument(AssemblerMemoryOperand memory) => new(0, null, memory);

    /// <summary>The address of a routine.</summary>
    public static implicit operator GuestArgument(GuestRoutine routine)
    {
        ArgumentNullException.ThrowIfNull(routine);
        return new(0, null, AssemblerRegisters.__dword_ptr[routine.Cell]);
    }

    internal void Push(Assembler code)
    {
        if (_register is { } register)
        {
            code.push(register);
        }
        else if (_memory is { } memory)
        {
            code.push(memory);
        }
        else
        {
            code.push(unchecked((int)_value));
        }
    }

    internal void Load(Assembler code, AssemblerRegister32 to)
    {
        if (_register is { } register)
        {
            code.mov(to, register);
        }
        else if (_memory is { } memory)
        {
            code.mov(to, memory);
        }
        else
        {
            code.mov(to, _value);
        }
    }
}
