namespace Xemu.Transport.Posix;

/// <summary>The end of a file that is read: gives the lock back, which a descriptor that the user keeps would hold on.</summary>
internal sealed class UnlockAtEnd(Descriptor file) : IFileEnding
{
    public void Begin()
    {
        // Nothing is written.
    }

    public void Publish()
    {
        // Nothing is written.
    }

    public void AfterPublish()
    {
        // Nothing is written.
    }

    public void Discard()
    {
        // Nothing was written.
    }

    public void Dispose() => Locks.Release(file);
}
