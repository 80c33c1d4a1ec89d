using Xemu.Abstractions;
using Xemu.Host.Tests.Plugin;

[assembly: Plugin("test-plugin", typeof(TestPlugin))]

namespace Xemu.Host.Tests.Plugin;

/// <summary>Registers a component for each thing that a manifest can say.</summary>
public sealed class TestPlugin : IPlugin
{
    public void Register(IPluginRegistry registry)
    {
        registry.AddComponent(new ComponentType<CpuOptions, TestCpu>("test.cpu", "A CPU that counts.", (options, context) => new TestCpu(options, context)));
        registry.AddComponent(new ComponentType<NoOptions, TestBus>("test.bus", "An SMBus.", (_, context) => new TestBus(context)));
        registry.AddComponent(new ComponentType<DeviceOptions, TestDevice>("test.device", "A device on an SMBus.", (options, context) => new TestDevice(options, context)));
        registry.AddComponent(new ComponentType<EverythingOptions, Everything>("test.everything", "Has an option of each type.", (options, context) => new Everything(options, context)));
        registry.AddComponent(new ComponentType<LinkOptions, Link>("test.link", "Refers to another link.", (options, _) => new Link(options)));
        registry.AddComponent(new ComponentType<FaultOptions, Fault>("test.fault", "Fails as told.", (options, context) => new Fault(options, context)));
        registry.AddComponent(new ComponentType<ScreenOptions, Screen>("test.screen", "Shows one colour.", (options, _) => new Screen(options)));
        registry.AddComponent(new ComponentType<RomOptions, Rom>("test.rom", "Has an address of its own.", (options, _) => new Rom(options)));
        registry.AddComponent(new ComponentType<WitnessOptions, Witness>("test.witness", "Tells what happens around a run.", (options, context) => new Witness(options, context)));
        registry.AddVerb(new VerbDefinition("again", "Runs another command line.", "ARGUMENTS", context => context.Invoke(context.Arguments)));
        registry.AddVerb(new VerbDefinition("make", "Makes a component, and leaves it behind.", "TYPE [KEY=VALUE]", Make));
        registry.AddVerb(new VerbDefinition("lose", "Loses a file.", "NOTHING", static _ => throw new IOException("The disk is gone.")));
        registry.AddVerb(new VerbDefinition("helpful", "Answers for itself.", "WORDS", Greet) { AnswersHelp = true });
        registry.AddVerb(new VerbDefinition("greet", "Greets.", "[NAME] [--loud]", Greet));
        registry.AddRunOption(new RunOptionDefinition("--test-ram", "SIZE", "Sets the RAM.", value => [$"machine.ram={value}"]));
        registry.AddRunOption(new RunOptionDefinition("--test-exact", null, "Makes time deterministic.", _ => ["machine.time=deterministic"]));
        registry.AddFileOpener(new TestOpener());
        registry.AddMonitorCommand(new MonitorCommandDefinition("echo", "Says its words.", (_, words) => string.Join(' ', words)));
    }

    private static int Make(IVerbContext context)
    {
        Dictionary<string, string> options = context.Arguments.Skip(1).Select(static word => word.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        IComponent made = context.Factory.Create("made", context.Arguments[0], options);
        context.Output.WriteLine($"made {made.GetType().Name}, one of {context.Factory.Types.Count(type => type.Name == context.Arguments[0])}");
        return 0;
    }

    private static int Greet(IVerbContext context)
    {
        context.Output.WriteLine($"hello {string.Join('|', context.Arguments)}");
        return context.Arguments.Count;
    }
}
