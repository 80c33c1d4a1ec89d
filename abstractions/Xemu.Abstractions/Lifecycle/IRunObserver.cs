namespace Xemu.Abstractions;

/// <summary>Acts before and after a machine's run; asked for by type. Machine thread, no guest instruction runs meanwhile.</summary>
public interface IRunObserver
{
    /// <summary>Called once, when the machine has been turned on and its boot loaders have run, before the first guest instruction: a snapshot is restored here.</summary>
    /// <exception cref="ComponentException">The run cannot begin.</exception>
    /// <exception cref="State.StateException">The state does not fit the machine.</exception>
    void BeforeRun()
    {
    }

    /// <summary>Called once, when the run has ended, before anything is disposed.</summary>
    /// <param name="reason">Why it ended, one short sentence.</param>
    /// <param name="failed">Whether the machine ended by a failure and its state is not to be trusted.</param>
    /// <exception cref="ComponentException">What should be done at the end has failed; the process tells it and fails.</exception>
    void AfterRun(string reason, bool failed)
    {
    }
}
