using Xemu.Abstractions;
using Xemu.Boot.Linux;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Boot.Tests;

public sealed class LinuxLoaderConformanceTests : BootLoaderConformance
{
    private readonly TemporaryFile _kernel = new(SyntheticKernel.Build());

    protected override ulong RamBytes => 64 << 20;

    protected override IComponent Create(TestMachine machine) =>
        new LinuxLoader(new LinuxOptions { Cpu = new RecordingCpu(), Kernel = _kernel.Path, CommandLine = "quiet" }, machine);
}
