namespace Xemu.Abstractions.Cpu;

/// <summary>Answers a CPU's interrupt acknowledge cycle.</summary>
public interface IInterruptAcknowledge
{
    /// <summary>Acknowledges the highest request and gives its vector.</summary>
    byte Acknowledge();
}
