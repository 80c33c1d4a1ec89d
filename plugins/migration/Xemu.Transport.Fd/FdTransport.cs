using System.Globalization;
using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Fd;

/// <summary>Descriptors of the user's: <c>fd:NAME</c>, <c>fd:N</c> and <c>file:/dev/fdset/N[,offset=N]</c>.</summary>
internal sealed class FdTransport(IDescriptorStore store) : IComponent, IMigrationTransport
{
    private const string Scheme = "fd:";
    private const string SetFolder = "/dev/fdset/";

    public bool Accepts(TransportTarget target) => target.Uri.StartsWith(Scheme, StringComparison.Ordinal) || FileAddress.IsSet(target.Uri);

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation) => Open(target, isWriting: true, cancellation);

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation) => Open(target, isWriting: false, cancellation);

    public void Dispose()
    {
        // Streams are their users', descriptors the store's.
    }

    private IMigrationStream Open(TransportTarget target, bool isWriting, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinuxHost.Require(target.Uri);
        return FileAddress.IsSet(target.Uri) ? OpenSet(target, isWriting) : OpenSingle(target, isWriting);
    }

    private IMigrationStream OpenSingle(TransportTarget target, bool isWriting)
    {
        string name = target.Uri[Scheme.Length..];
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            return OpenInherited(target, name, isWriting);
        }

        if (!store.TryTake(name, out int taken))
        {
            throw new MigrationException($"No descriptor is called '{name}' as '{target.Uri}' says; hand it over first (getfd in the monitor, --add-fd {(name.Length == 0 ? "NAME" : name)}=FD on the command line).");
        }

        var descriptor = new Descriptor(taken);
        try
        {
            return new DescriptorChecks(target, isWriting).Open(descriptor);
        }
        catch
        {
            // Refused: it is the user's as before. The number stays open, the wrapper forgets it.
            descriptor.SetHandleAsInvalid();
            store.Add(name, taken);
            throw;
        }
    }

    private static IMigrationStream OpenInherited(TransportTarget target, string text, bool isWriting)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw new MigrationException($"'{text}' in '{target.Uri}' is no descriptor; write a number, or a name that does not begin with a digit.");
        }

        int flags = Libc.fcntl_raw(number, Libc.GetDescriptorFlags, 0);
        if (flags < 0)
        {
            throw new MigrationException($"Descriptor {number} of '{target.Uri}' is not open; hand it over when the process starts ({number}>FILE in a shell).");
        }

        // What is inherited has survived an exec; everything that this process opens itself is closed by one.
        if ((flags & Libc.FdCloseOnExec) != 0)
        {
            throw new MigrationException($"Descriptor {number} of '{target.Uri}' is one of this process's own and was not handed over; name one that was inherited.");
        }

        var checks = new DescriptorChecks(target, isWriting);
        return checks.OpenInherited(number);
    }

    private SeekableFile OpenSet(TransportTarget target, bool isWriting)
    {
        FileAddress address = FileAddress.Parse(target.Uri);
        string text = address.Path[Math.Min(address.Path.Length, SetFolder.Length)..];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw new MigrationException($"'{text}' in '{target.Uri}' is no set of descriptors; write {SetFolder} and its number.");
        }

        int[] members = [.. store.Sets.Where(m => m.Set == number).Select(static m => m.Descriptor)];
        return new SetChecks(target, address, number, isWriting).Open(members);
    }
}
