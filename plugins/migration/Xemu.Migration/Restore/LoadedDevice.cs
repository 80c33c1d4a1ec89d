using Xemu.Abstractions.State;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A component and the state that it is to have.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Stateful">The component.</param>
/// <param name="State">The state, parsed.</param>
internal sealed record LoadedDevice(string Id, IStateful Stateful, VmStateNode State);
