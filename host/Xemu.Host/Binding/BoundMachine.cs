using Xemu.Machine;

namespace Xemu.Host;

/// <summary>A whole machine that is known to be right.</summary>
/// <param name="Options">What it is made of before it has parts.</param>
/// <param name="Components">In an order in which each comes after those that it refers to.</param>
internal sealed record BoundMachine(MachineOptions Options, IReadOnlyList<BoundComponent> Components);
