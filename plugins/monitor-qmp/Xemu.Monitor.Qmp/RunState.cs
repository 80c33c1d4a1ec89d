using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;

namespace Xemu.Monitor.Qmp;

/// <summary>The machine's state in QEMU's words (qapi/run-state.json, RunState).</summary>
internal sealed class RunState(IMachineControl machine, IMachineState state, Func<IMigrationEngine?> engine)
{
    private volatile bool _hasBegun;
    private volatile bool _hasEnded;
    private volatile bool _staysStopped;
    private volatile bool _hasReceived;

    /// <summary>Whether the run has ended.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Whether the machine waits for its state, or is taking it.</summary>
    public bool IsIncoming => engine()?.Status is { IsIncoming: true, HasEnded: false } || (state.IsIncoming && !_hasReceived);

    /// <summary>Whether guest time passes.</summary>
    public bool IsRunning => machine.IsRunning && !_hasEnded;

    /// <summary>QEMU's word.</summary>
    public string Word =>
        _hasEnded ? "shutdown"
        : machine.IsRunning ? "running"
        : IsIncoming ? "inmigrate"
        : engine()?.Status is { IsIncoming: false, HasEnded: false } ? "finish-migrate"
        : _staysStopped ? "postmigrate"
        : _hasBegun ? "paused"
        : "prelaunch";

    /// <summary>Guest time passes.</summary>
    public void Began()
    {
        _hasBegun = true;
        _staysStopped = false;
    }

    /// <summary>The run has ended.</summary>
    public void Ended() => _hasEnded = true;

    /// <summary>A migration has ended well.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="runsOn">Whether the machine was to run on.</param>
    public void Migrated(MigrationStatus status, bool runsOn)
    {
        if (status.IsIncoming)
        {
            _hasReceived = true;
        }
        else
        {
            _staysStopped = !runsOn;
        }
    }
}
