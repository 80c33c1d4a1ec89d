using Xemu.Abstractions;
using Xemu.Chardev;
using Xemu.Conformance;
using Xemu.Frontend.Headless;
using Xemu.Testing;

namespace Xemu.Frontends.Tests;

public sealed class HeadlessConformanceTests : DisplaySinkConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override IComponent Create(TestMachine machine) =>
        new HeadlessFrontend(new HeadlessOptions { Source = Source, Frames = new FilePath(_folder["frames"]), Every = 1 }, machine);
}

public sealed class FileChardevConformanceTests : CharacterDeviceConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override IComponent Create(TestMachine machine) => new FileChardev(new Xemu.Chardev.FileOptions { Path = new FilePath(_folder["out"]) }, machine);

    protected override byte[] Received(IComponent component) => File.ReadAllBytes(_folder["out"]);
}

public sealed class UnixChardevConformanceTests : CharacterDeviceConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override IComponent Create(TestMachine machine) => new UnixChardev(new UnixOptions { Path = new FilePath(_folder["socket"]) }, machine);

    protected override byte[]? Received(IComponent component) => null;
}
