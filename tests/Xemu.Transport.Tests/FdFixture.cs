using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;
using Xemu.Transport.Fd;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Tests;

/// <summary><c>transport.fd</c> with descriptors of one file: a named one, or a set of one or two.</summary>
internal class FdFixture(bool isSet, bool isDirect = false, string options = "") : MigrationTransportFixture
{
    private const int Set = 5;

    public override string TypeName => "transport.fd";

    public override string StoredPath => Path.Combine(Folder, "snapshot");

    public override IEnumerable<TransportTarget> Accepted =>
        [new("fd:name"), new("fd:7"), new("fd:"), new("fd:name", IsDirect: true), new("file:/dev/fdset/1"), new("file:/dev/fdset/1,offset=4096", IsDirect: true)];

    public override IEnumerable<TransportTarget> Refused => [new("file:/dev/fdse"), new("file:/x")];

    public override IEnumerable<TransportTarget> WrongToWrite =>
        [new("fd:"), new("fd:nobody"), new("fd:99999"), new("fd:7up"), new("file:/dev/fdset/77"), new("file:/dev/fdset/"), new("file:/dev/fdset/x"), new("file:/dev/fdset/1,offset=x"), new("fd:nobody", IsDirect: true)];

    public override IEnumerable<TransportTarget> WrongToRead => WrongToWrite;

    protected IDescriptorStore Store => Machine.Descriptors;

    public override IPlugin CreatePlugin() => new FdPlugin();

    public override TransportTarget WriteTarget(int pageChannels) => Target(Libc.WriteOnly | Libc.Create, pageChannels);

    public override TransportTarget ReadTarget(int pageChannels) => Target(Libc.ReadOnly, pageChannels);

    public static int OpenRaw(string path, int flags)
    {
        int number = Libc.open(path, flags | Libc.CloseOnExec, 0x180);
        Assert.True(number >= 0, $"{path} cannot be opened");
        return number;
    }

    private TransportTarget Target(int flags, int pageChannels)
    {
        if (!isSet)
        {
            Store.Add("snapshot", OpenRaw(StoredPath, flags));
            return new TransportTarget("fd:snapshot", PageChannels: pageChannels);
        }

        Store.RemoveFromSet(Set, null);
        Store.AddToSet(Set, OpenRaw(StoredPath, flags), null);
        if (isDirect)
        {
            Store.AddToSet(Set, OpenRaw(StoredPath, flags | Libc.Direct), "direct");
        }

        return new TransportTarget($"file:/dev/fdset/{Set}{options}", isDirect, pageChannels);
    }
}
