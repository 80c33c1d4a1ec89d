namespace Xemu.Abstractions.Devices;

/// <summary>Has numbered interrupt inputs that devices are given by manifest (<c>irq = 4</c>).</summary>
public interface IInterruptController
{
    /// <summary>How many inputs there are.</summary>
    int LineCount { get; }

    /// <summary>Gives an input. Several drivers of one input are combined as a wired OR: each gets a line of its own.</summary>
    /// <param name="number">0 to <see cref="LineCount"/> less one.</param>
    IInterruptLine CreateLine(int number);
}
