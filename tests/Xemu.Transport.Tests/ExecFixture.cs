using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;
using Xemu.Transport.Exec;

namespace Xemu.Transport.Tests;

/// <summary><c>transport.exec</c> with <c>cat</c>.</summary>
internal sealed class ExecFixture : MigrationTransportFixture
{
    public override string TypeName => "transport.exec";

    public override string StoredPath => Path.Combine(Folder, "snapshot");

    public override IEnumerable<TransportTarget> Accepted => [new("exec:true"), new("exec:"), new("exec:a:b c", IsDirect: true)];

    public override IEnumerable<TransportTarget> WrongToWrite => [new("exec:"), new("exec:  "), new("exec:true", IsDirect: true), new("exec:true", PageChannels: 1)];

    public override IEnumerable<TransportTarget> WrongToRead => WrongToWrite;

    public override IReadOnlyDictionary<string, object> Options => new Dictionary<string, object> { ["AllowExec"] = true };

    public override IPlugin CreatePlugin() => new ExecPlugin();

    public override TransportTarget WriteTarget(int pageChannels) => new($"exec:cat >'{StoredPath}'", PageChannels: pageChannels);

    public override TransportTarget ReadTarget(int pageChannels) => new($"exec:cat '{StoredPath}'", PageChannels: pageChannels);
}
