using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;

namespace Xemu.Samples.Tests;

/// <summary>The sample's transport, as it was built outside the solution.</summary>
internal sealed class ZstdFixture(BuiltSamples samples) : MigrationTransportFixture
{
    public override string TypeName => "sample.transport-zstd";

    public override string StoredPath => Path.Combine(Folder, "snapshot.zst");

    public override IEnumerable<TransportTarget> Accepted => [new("zstd:/x"), new("zstd:")];

    public override IEnumerable<TransportTarget> Refused => [new("zstd:/x", IsDirect: true)];

    public override IEnumerable<TransportTarget> WrongToWrite => [new("zstd:"), new("zstd:" + Folder), new($"zstd:{Folder}/missing/x")];

    public override IEnumerable<TransportTarget> WrongToRead => [new("zstd:"), new($"zstd:{Folder}/none"), new("zstd:" + Folder), new("zstd:" + typeof(ZstdFixture).Assembly.Location)];

    public override IPlugin CreatePlugin() => LoadPlugin(Path.Combine(samples.ZstdFolder, "Sample.Transport.Zstd.dll"));

    public override TransportTarget WriteTarget(int pageChannels) => new("zstd:" + StoredPath, PageChannels: pageChannels);

    public override TransportTarget ReadTarget(int pageChannels) => WriteTarget(pageChannels);
}
