using Xemu.Abstractions.Media;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Machine;

/// <summary>The machine as those see it that save and restore it.</summary>
internal sealed class MachineState(VirtualMachine machine) : IMachineState
{
    public string Name => machine.Options.Name;

    public string Manifest => machine.Options.Manifest;

    public bool IsIncoming => machine.Options.IsIncoming;

    public IReadOnlyList<KeyValuePair<string, IStateful>> Stateful =>
        [new("$clock", machine.Clock), .. Of<IStateful>()];

    public IReadOnlyList<IRamBlock> Blocks => machine.Blocks;

    public IReadOnlyList<KeyValuePair<string, IMediumIdentity>> Media => [.. Of<IMediumIdentity>()];

    public void PostStopped(Action action) => machine.Runner.PostStopped(action);

    public IDisposable Hold() => machine.Runner.Hold();

    private IEnumerable<KeyValuePair<string, T>> Of<T>() =>
        machine.Components.Where(static pair => pair.Value is T).Select(static pair => new KeyValuePair<string, T>(pair.Key, (T)pair.Value));
}
