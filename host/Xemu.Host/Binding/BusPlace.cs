namespace Xemu.Host;

/// <summary>Where a device sits.</summary>
/// <param name="BusId">The bus's component id.</param>
/// <param name="Address">The address, as the bus's contract has it.</param>
/// <param name="Link">Attaches.</param>
internal sealed record BusPlace(string BusId, object Address, BusLink Link);
