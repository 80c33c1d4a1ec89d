using System.Globalization;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The end of a program that the kernel cannot go on with: the reason on the screen and in the log, and the processor stands still.</summary>
internal sealed class BugChecks(Kernel kernel) : IStateful
{
    private bool _stopped;

    /// <summary>Whether the machine has stopped.</summary>
    public bool HasStopped => _stopped;

    /// <summary>The frame in which the processor stands still.</summary>
    public uint Frame => kernel.Callbacks.BuildFrame(KernelLayout.DpcStackTop, kernel.Code.Halt);

    /// <summary>Nothing has stopped.</summary>
    public void Reset() => _stopped = false;

    /// <summary>Stops with a code and up to four parameters.</summary>
    public uint Stop(uint code, ReadOnlySpan<uint> parameters) => Stop(code, Describe(code, parameters), parameters);

    /// <summary>Stops with a sentence that says why.</summary>
    /// <returns>The frame in which the processor stands still.</returns>
    public uint Stop(uint code, string reason, ReadOnlySpan<uint> parameters)
    {
        if (_stopped)
        {
            return Frame;
        }

        _stopped = true;
        string numbers = string.Join(", ", parameters.ToArray().Select(static p => p.ToString("X8", CultureInfo.InvariantCulture)));
        kernel.LogBugCheck($"{reason} Bugcheck 0x{code:X}" + (numbers.Length == 0 ? "." : $" ({numbers})."));
        BugCheckScreen.Draw(kernel, code, reason, parameters);
        kernel.NotePending();
        uint data = kernel.Exports["KiBugCheckData"].Address;
        kernel.Memory.Write32(data, code);
        for (int i = 0; i < Math.Min(parameters.Length, 4); i++)
        {
            kernel.Memory.Write32(data + 4 + (uint)(4 * i), parameters[i]);
        }

        return Frame;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state) => state.Field("stopped", ref _stopped);

    private static string Describe(uint code, ReadOnlySpan<uint> parameters) => code switch
    {
        BugCheckCode.KmodeExceptionNotHandled when parameters.Length >= 2 => $"Nobody handled exception 0x{parameters[0]:X8} at 0x{parameters[1]:X8}.",
        BugCheckCode.IrqlNotLessOrEqual => "The program waited where it must not, at a raised interrupt request level.",
        BugCheckCode.InvalidKernelStack when parameters.Length >= 1 => $"The program's stack is no stack: 0x{parameters[0]:X8} is not there.",
        BugCheckCode.UnexpectedKernelModeTrap => "The processor met an exception that it could not deliver (double fault), perhaps because a stack is full.",
        _ => "The program called KeBugCheck.",
    };
}
