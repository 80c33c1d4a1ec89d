namespace Xemu.Cpu.X86.Tests;

/// <summary>Tests that need the process to themselves: its signal handlers, and low memory, where a guest's branch may lead and translated code of other tests lies.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostSignals
{
    public const string Name = "Signals of the host";
}
