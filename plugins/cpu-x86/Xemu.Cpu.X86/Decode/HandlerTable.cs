using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Which handler executes an Iced code. A code without one raises #UD.</summary>
internal sealed unsafe class HandlerTable
{
    private readonly Handler[] _handlers = new Handler[CodeCount];

    /// <summary>How many codes Iced has.</summary>
    public static int CodeCount { get; } = (int)Enum.GetValues<Code>().Max() + 1;

    public ref readonly Handler this[Code code] => ref _handlers[(int)code];

    /// <summary>One handler, whatever the operands are.</summary>
    public void Add(Code code, delegate*<CpuState*, Op*, bool> handler) => Add(code, handler, handler);

    /// <summary>A handler for the register form and one for the memory form.</summary>
    public void Add(Code code, delegate*<CpuState*, Op*, bool> register, delegate*<CpuState*, Op*, bool> memory)
    {
        if (_handlers[(int)code].Register != null)
        {
            throw new InvalidOperationException($"Code {code} has a handler already.");
        }

        _handlers[(int)code] = new Handler { Register = register, Memory = memory };
    }

    /// <summary>A handler that always ends its block: branches, I/O, system instructions. It sets EIP itself, or ends with <see cref="Flow.Next"/>.</summary>
    public void AddEnd(Code code, delegate*<CpuState*, Op*, bool> handler) => AddEnd(code, handler, handler);

    /// <summary>The same with two forms.</summary>
    public void AddEnd(Code code, delegate*<CpuState*, Op*, bool> register, delegate*<CpuState*, Op*, bool> memory)
    {
        Add(code, register, memory);
        _handlers[(int)code].EndsBlock = true;
    }
}
