namespace Xemu.Abstractions;

/// <summary>What components may ask of the machine. Any thread; carried out by the machine thread between two instructions.</summary>
public interface IMachineControl
{
    /// <summary>The machine's name from the manifest.</summary>
    string Name { get; }

    /// <summary>Whether guest time passes.</summary>
    bool IsRunning { get; }

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

    /// <summary>Runs something on the machine thread between two instructions, also while paused. It must not depend on when it runs: what the guest can see goes through <see cref="Time.IInputQueue"/>.</summary>
    /// <param name="action">What to do.</param>
    void Post(Action action);

    /// <summary>A new picture of how the run goes, for status lines and titles.</summary>
    MachineSpeed Speed { get; }
}
