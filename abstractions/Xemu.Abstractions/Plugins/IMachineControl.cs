namespace Xemu.Abstractions;

/// <summary>What components may ask of the machine. Any thread; carried out by the machine thread between two instructions.</summary>
public interface IMachineControl
{
    /// <summary>The machine's name from the manifest.</summary>
    string Name { get; }

    /// <summary>Whether guest time passes.</summary>
    bool IsRunning { get; }

    /// <summary>Whether the run is about to end, as something asked for: what takes long on the machine thread goes on when the machine runs again.</summary>
    bool IsStopRequested => false;

    /// <summary>Resets every component.</summary>
    /// <param name="kind">How far.</param>
    void RequestReset(ResetKind kind);

    /// <summary>Ends the run: the guest has powered off, or the user closed the window.</summary>
    /// <param name="reason">Shown to the user, one short sentence.</param>
    /// <param name="exitCode">The process's exit code, 0 for an ordinary end.</param>
    void RequestStop(string reason, int exitCode = 0);

    /// <summary>Stops guest time.</summary>
    void RequestPause();

    /// <summary>Lets guest time pass again.</summary>
    void RequestResume();

    /// <summary>Runs something on the machine thread between two instructions, also while paused. It must not depend on when it runs: what comes from outside and the guest can see goes through <see cref="Time.IInputQueue"/>; a device that works beside the processor in real time posts its interrupts.</summary>
    /// <param name="action">What to do.</param>
    void Post(Action action);

    /// <summary>A new picture of how the run goes, for status lines and titles.</summary>
    MachineSpeed Speed { get; }

    /// <summary>Attaches a debugger: from now on a breakpoint pauses the machine instead of ending the run, and every stop is told once, the present one too when the machine stands still.</summary>
    /// <param name="stopped">Called on the machine thread, guest time standing still; it must not block.</param>
    /// <returns>Detaches when disposed, on the machine thread; a step in progress becomes an ordinary run, and a machine that stands still stays so.</returns>
    /// <remarks>Machine thread only: call it within <see cref="Post"/>.</remarks>
    /// <exception cref="InvalidOperationException">A debugger is attached already.</exception>
    /// <exception cref="NotSupportedException">This machine cannot be debugged.</exception>
    IDisposable AttachDebugger(Action<DebugStop> stopped) => throw new NotSupportedException("This machine cannot be debugged.");

    /// <summary>Runs some instructions and pauses again, for an attached debugger.</summary>
    /// <param name="instructions">How many to retire, 1 and up; each iteration of a repeated string instruction counts one. An instruction that faults is not retired: its handler's first one counts instead.</param>
    /// <param name="holdsInterrupts">Whether interrupts from outside wait until the step is over, so that it does not end in a handler. Guest state then depends on the step; without, it does not.</param>
    /// <exception cref="NotSupportedException">This machine cannot be debugged.</exception>
    void RequestStep(ulong instructions, bool holdsInterrupts) => throw new NotSupportedException("This machine cannot be debugged.");
}
