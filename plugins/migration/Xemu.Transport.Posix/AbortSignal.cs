namespace Xemu.Transport.Posix;

/// <summary>Wakes calls that wait on descriptors, for good.</summary>
internal sealed unsafe class AbortSignal : IDisposable
{
    private readonly Descriptor _event;

    public AbortSignal()
    {
        int number = Libc.eventfd(0, Libc.CloseOnExec | Libc.NonBlocking);
        _event = number >= 0 ? new Descriptor(number) : throw Errno.Exception("Making an event descriptor", Errno.Last);
    }

    /// <summary>Wakes everybody, now and later; any thread, also after <see cref="Dispose"/>.</summary>
    public void Set()
    {
        try
        {
            ulong one = 1;
            _ = Libc.write(_event, (byte*)&one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    /// <summary>Waits until a descriptor is ready, has failed, or everybody is woken.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="events">What to wait for.</param>
    public void Wait(Descriptor descriptor, short events)
    {
        bool isHeld = false;
        bool isEventHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            _event.DangerousAddRef(ref isEventHeld);
            Libc.PollFd* fds = stackalloc Libc.PollFd[2];
            fds[0] = new Libc.PollFd { Fd = descriptor.Number, Events = events };
            fds[1] = new Libc.PollFd { Fd = _event.Number, Events = Libc.PollIn };
            if (Libc.poll(fds, 2, -1) < 0 && Errno.Last != Errno.Interrupted)
            {
                throw Errno.Exception("Waiting for a descriptor", Errno.Last);
            }
        }
        finally
        {
            if (isEventHeld)
            {
                _event.DangerousRelease();
            }

            if (isHeld)
            {
                descriptor.DangerousRelease();
            }
        }
    }

    public void Dispose() => _event.Dispose();
}
