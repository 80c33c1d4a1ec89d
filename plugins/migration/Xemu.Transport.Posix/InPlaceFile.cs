namespace Xemu.Transport.Posix;

/// <summary>A file that is written where it stands: everything from the migration's start on is cut off at the first write, what lies before stays.</summary>
/// <remarks>An older snapshot's magic goes with the cut, so that a save which ends half-way is not taken for a snapshot, and pages left out read as zeros.</remarks>
internal sealed class InPlaceFile(string name, Descriptor file, ulong offset) : IFileEnding
{
    public void Begin()
    {
        if (file.Status().SizeBytes > offset && Libc.ftruncate(file, (long)offset) != 0)
        {
            throw Errno.Exception($"Cutting '{name}' to {offset} bytes", Errno.Last);
        }
    }

    public void Publish()
    {
        // It stands in its place.
    }

    public void AfterPublish() => Locks.Release(file);

    public void Discard()
    {
        // What was there is gone; without its magic the rest is no snapshot.
    }

    // A descriptor that the user keeps would keep the lock as well.
    public void Dispose() => Locks.Release(file);
}
