using Xemu.Abstractions;

namespace Xemu.Migration;

/// <summary>What sessions need of the engine.</summary>
/// <param name="Parts">The machine.</param>
/// <param name="Machine">Its run.</param>
/// <param name="Gate">The way to its thread.</param>
/// <param name="Changes">What changed since the last snapshot.</param>
/// <param name="Status">Where the status goes.</param>
/// <param name="Lazy">RAM that still lies in files.</param>
/// <param name="Departure">Whether the machine has gone to another one.</param>
/// <param name="Time">Host time, for rates and reports.</param>
internal sealed record EngineServices(
    MachineParts Parts, IMachineControl Machine, MachineGate Gate, ChangeTracker Changes, StatusPublisher Status, LazyHolder Lazy, Departure Departure, TimeProvider Time);
