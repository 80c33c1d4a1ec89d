using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;
using Xemu.Host;

namespace Xemu.EndToEnd.Tests;

/// <summary>Options of <see cref="FlippingCpu"/>.</summary>
internal sealed record FlippingOptions
{
    [Option("Instruction count at which a bit is flipped.")]
    public ulong At { get; init; }

    [Option("The register; empty for none.")]
    public string Register { get; init; } = string.Empty;

    [Option("Address in RAM of the byte, with no register.")]
    public ulong Address { get; init; }

    [Option("Only this machine of a process flips, counted from 0; -1 for all.")]
    public int Only { get; init; } = -1;
}

/// <summary>The reference engine with a fault: after a given instruction it flips the lowest bit of a register or of a byte in RAM.</summary>
internal sealed class FlippingCpu : ICpu, ICpuDebug, IStateful
{
    private readonly FlippingOptions _options;
    private readonly IComponentContext _context;
    private readonly bool _isFlipping;
    private readonly IComponent _inner;

    public FlippingCpu(FlippingOptions options, IComponentContext context, int number)
    {
        _options = options;
        _context = context;
        _isFlipping = options.Only < 0 || options.Only == number;
        _inner = context.Factory.Create("inner", "x86.interpreter", new Dictionary<string, string>());
    }

    public ulong InstructionCount => Cpu.InstructionCount;

    public IInterruptLine Intr => Cpu.Intr;

    public IInterruptLine Nmi => Cpu.Nmi;

    public IReadOnlyList<CpuRegister> Registers => Debug.Registers;

    public ulong? NextInstruction => Debug.NextInstruction;

    public int StateVersion => ((IStateful)_inner).StateVersion;

    private ICpu Cpu => (ICpu)_inner;

    private ICpuDebug Debug => (ICpuDebug)_inner;

    /// <summary>A set of the platform's plugins with this one.</summary>
    public static PluginSet Plugins()
    {
        var plugins = new PluginSet();
        plugins.LoadDirectory(Path.Combine(Platform.Folder, "plugins"));
        plugins.Register(new PluginMetadata("test", "Test.Flipping", "1.0.0", "test-flipping", typeof(Plugin).FullName!, ContractVersion.Major, ContractVersion.Minor), new Plugin());
        return plugins;
    }

    public void Reset(ResetKind kind) => _inner.Reset(kind);

    public void ConnectInterruptController(IInterruptAcknowledge controller) => Cpu.ConnectInterruptController(controller);

    public void RequestExit() => Cpu.RequestExit();

    public CpuExit Run(ulong untilCount)
    {
        if (!_isFlipping || InstructionCount >= _options.At || untilCount < _options.At)
        {
            return Cpu.Run(untilCount);
        }

        CpuExit exit = Cpu.Run(_options.At);
        if (InstructionCount != _options.At)
        {
            return exit;
        }

        Flip();
        return exit == CpuExit.CountReached ? Cpu.Run(untilCount) : exit;
    }

    public void SetRegister(string name, UInt128 value) => Debug.SetRegister(name, value);

    public bool TryTranslate(ulong linear, out ulong physical) => Debug.TryTranslate(linear, out physical);

    public void DescribeState(IStateVisitor state) => ((IStateful)_inner).DescribeState(state);

    public void AfterRestore() => ((IStateful)_inner).AfterRestore();

    public void Dispose() => _inner.Dispose();

    private void Flip()
    {
        if (_options.Register.Length > 0)
        {
            SetRegister(_options.Register, Registers.Single(register => register.Name == _options.Register).Value ^ 1);
            return;
        }

        byte[] value = new byte[1];
        _context.Memory.Read(_options.Address, value);
        value[0] ^= 1;
        _context.Memory.Write(_options.Address, value);
    }

    private sealed class Plugin : IPlugin
    {
        private int _made;

        public void Register(IPluginRegistry registry) => registry.AddComponent(new ComponentType<FlippingOptions, FlippingCpu>(
            "test.flipping", "An engine with a fault.", (options, context) => new FlippingCpu(options, context, _made++))
        { Reference = "x86.interpreter" });
    }
}
