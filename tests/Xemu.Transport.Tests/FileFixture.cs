using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;

namespace Xemu.Transport.Tests;

/// <summary><c>transport.file</c> and <c>transport.file-direct</c> on one file.</summary>
internal sealed class FileFixture(bool isDirect, string options = "") : MigrationTransportFixture
{
    private readonly Lazy<string> _wrong = new(() => Directory.CreateTempSubdirectory("xemu-transport-wrong-").FullName);

    public override string TypeName => isDirect ? "transport.file-direct" : "transport.file";

    public override string StoredPath => Path.Combine(Folder, "snapshot");

    public override IEnumerable<TransportTarget> Accepted => [To("/x"), To("relative"), To("/x,offset=1M"), To("")];

    public override IEnumerable<TransportTarget> Refused =>
        [new TransportTarget("file:/x", !isDirect), new TransportTarget("file:/dev/fdset/1", isDirect), new TransportTarget("FILE:/x", isDirect)];

    public override IEnumerable<TransportTarget> WrongToWrite =>
        [To(""), To(Folder), To("/"), To($"{Folder}/missing/x"), To("/dev/null"), To("/dev/null/x"), To(ReadOnlyFile()), To($"{Folder}/x,offset=many"), To($"{Folder}/x,offset=99999999999999T"), To("/proc/x"), To($"/{new string('x', 300)}")];

    public override IEnumerable<TransportTarget> WrongToRead =>
        [To(""), To(Folder), To($"{Folder}/none"), To("/dev/zero"), To($"{ReadOnlyFile()},offset=1M"), To(",offset=1")];

    public override IPlugin CreatePlugin() => isDirect ? new Xemu.Transport.FileDirect.FileDirectPlugin() : new Xemu.Transport.File.FilePlugin();

    public override TransportTarget WriteTarget(int pageChannels) => To(StoredPath + options) with { PageChannels = pageChannels };

    public override TransportTarget ReadTarget(int pageChannels) => WriteTarget(pageChannels);

    protected override void Dispose(bool isDisposing)
    {
        base.Dispose(isDisposing);
        if (_wrong.IsValueCreated)
        {
            Directory.Delete(_wrong.Value, recursive: true);
        }
    }

    private TransportTarget To(string path) => new("file:" + path, isDirect);

    private string ReadOnlyFile()
    {
        string path = Path.Combine(_wrong.Value, "read-only");
        if (!System.IO.File.Exists(path))
        {
            System.IO.File.WriteAllBytes(path, new byte[10]);
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }

        return path;
    }
}
