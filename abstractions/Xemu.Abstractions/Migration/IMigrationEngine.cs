using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>Saves and restores the machine; what monitors and frontends drive. Any thread.</summary>
[Experimental("XEMU0006")]
public interface IMigrationEngine
{
    /// <summary>How the present or last migration stands; a copy.</summary>
    MigrationStatus Status { get; }

    /// <summary>Starts to save and returns once the target is open; the rest happens beside the machine.</summary>
    /// <param name="request">What, where to and how.</param>
    /// <exception cref="MigrationException">It cannot start: a migration is under way, the address or the combination of options is wrong, the target cannot be opened. The machine has not stopped.</exception>
    void Save(SaveRequest request);

    /// <summary>Starts to restore and returns once the address was understood; the machine stands still until its state is there.</summary>
    /// <param name="request">Where from and how.</param>
    /// <exception cref="MigrationException">It cannot start.</exception>
    void Restore(RestoreRequest request);

    /// <summary>Gives the present migration up; nothing happens when there is none. A saving machine runs on.</summary>
    void Cancel();

    /// <summary>Waits for the present migration to end.</summary>
    /// <param name="cancellation">Ends the waiting, not the migration.</param>
    /// <returns>The status at its end.</returns>
    MigrationStatus WaitForEnd(CancellationToken cancellation);

    /// <summary>Asks to be told about each change of phase, and about progress ten times a second at most.</summary>
    /// <param name="observer">Called on a thread of the engine or the machine; it returns soon and calls nothing of the engine but <see cref="Status"/>.</param>
    /// <returns>Dispose it to hear no more.</returns>
    IDisposable Subscribe(Action<MigrationStatus> observer);
}
