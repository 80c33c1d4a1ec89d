using System.Runtime.CompilerServices;
using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>A transport under test with a folder of its own, and the addresses that the suites use it with. The suites are <c>MigrationTransportConformance…</c>; derive from each that the transport's abilities call for.</summary>
public abstract class MigrationTransportFixture : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly List<IDisposable> _made = [];

    /// <summary>Makes the fixture.</summary>
    /// <param name="parent">Where its folder is made, or null for the folder of temporary files.</param>
    protected MigrationTransportFixture(string? parent = null) =>
        _folder = parent is null ? Directory.CreateTempSubdirectory("xemu-transport-") : Directory.CreateDirectory(Path.Combine(parent, "xemu-transport-" + Path.GetRandomFileName()));

    /// <summary>A folder that goes away with the fixture.</summary>
    public string Folder => _folder.FullName;

    /// <summary>What the component gets as context.</summary>
    public TestMachine Machine { get; } = new();

    /// <summary>The component's type.</summary>
    public abstract string TypeName { get; }

    /// <summary>The file at the address, or null where there is none.</summary>
    public virtual string? StoredPath => null;

    /// <summary>Reader and writer must be there at once.</summary>
    public virtual bool IsLive => false;

    /// <summary>What the transport says that it serves.</summary>
    public abstract IEnumerable<TransportTarget> Accepted { get; }

    /// <summary>Further addresses that it must leave to others; those of all other schemes are tried in any case.</summary>
    public virtual IEnumerable<TransportTarget> Refused => [];

    /// <summary>Addresses that it accepts and cannot write.</summary>
    public abstract IEnumerable<TransportTarget> WrongToWrite { get; }

    /// <summary>Addresses that it accepts and cannot read.</summary>
    public abstract IEnumerable<TransportTarget> WrongToRead { get; }

    /// <summary>Makes the plugin.</summary>
    public abstract IPlugin CreatePlugin();

    /// <summary>Loads a plugin from an assembly that the tests do not reference: one that was built elsewhere.</summary>
    /// <param name="path">Absolute path of the assembly.</param>
    protected static IPlugin LoadPlugin(string path) => PluginParts.Load(path).Plugin;

    /// <summary>Gives the address to write, after preparing what it needs.</summary>
    public abstract TransportTarget WriteTarget(int pageChannels);

    /// <summary>Gives the address to read what was written.</summary>
    public abstract TransportTarget ReadTarget(int pageChannels);

    /// <summary>Options by property name, for the component.</summary>
    public virtual IReadOnlyDictionary<string, object> Options => new Dictionary<string, object>();

    /// <summary>Waits until the reader can be reached; called for live transports on the writer's thread.</summary>
    public virtual void WaitForReader()
    {
    }

    /// <summary>Makes a transport from the plugin's registration.</summary>
    public IMigrationTransport CreateTransport()
    {
        IMigrationTransport transport = Create(CreatePlugin());
        _made.Add((IDisposable)transport);
        return transport;
    }

    /// <summary>Makes a transport from a plugin; the caller disposes it.</summary>
    public IMigrationTransport Create(IPlugin plugin) => PluginParts.Create<IMigrationTransport>(plugin, TypeName, Options, Machine);

    /// <summary>Writes through one stream and reads through another: one after the other, or side by side where the transport is live.</summary>
    public void Transfer(int pageChannels, Action<IMigrationStream> write, Action<IMigrationStream> read)
    {
        IMigrationTransport transport = CreateTransport();
        if (IsLive)
        {
            Task reading = Task.Factory.StartNew(() => Read(CreateTransport(), pageChannels, read), TaskCreationOptions.LongRunning);
            WaitForReader();
            Write(transport, pageChannels, write);
            reading.GetAwaiter().GetResult();
        }
        else
        {
            Write(transport, pageChannels, write);
            Read(transport, pageChannels, read);
        }
    }

    /// <summary>The descriptors that this process has open.</summary>
    public static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Removes the folder and what was made.</summary>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the folder and what was made.</summary>
    protected virtual void Dispose(bool isDisposing)
    {
        _made.ForEach(static m => m.Dispose());
        Machine.Dispose();
        _folder.Delete(recursive: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Write(IMigrationTransport transport, int pageChannels, Action<IMigrationStream> write)
    {
        using IMigrationStream stream = transport.OpenWrite(WriteTarget(pageChannels), TestContext.Current.CancellationToken);
        write(stream);
        stream.Commit();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Read(IMigrationTransport transport, int pageChannels, Action<IMigrationStream> read)
    {
        using IMigrationStream stream = transport.OpenRead(ReadTarget(pageChannels), TestContext.Current.CancellationToken);
        stream.OpenPageChannels(pageChannels, TestContext.Current.CancellationToken);
        read(stream);
    }
}
