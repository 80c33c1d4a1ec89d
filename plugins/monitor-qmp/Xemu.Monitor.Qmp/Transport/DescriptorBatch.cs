namespace Xemu.Monitor.Qmp;

/// <summary>Descriptors that came with some commands. The commands take from it in order, and when the last of them is done the rest is closed.</summary>
internal sealed class DescriptorBatch
{
    /// <summary>Most that wait at once; a client that sends more loses the rest.</summary>
    private const int MostWaiting = 64;

    private readonly Lock _gate = new();
    private readonly Queue<int> _waiting = new();
    private int _users = 1;

    /// <summary>Adds descriptors that came later.</summary>
    public void Add(List<int> descriptors)
    {
        lock (_gate)
        {
            foreach (int descriptor in descriptors)
            {
                if (_waiting.Count < MostWaiting)
                {
                    _waiting.Enqueue(descriptor);
                }
                else
                {
                    _ = Libc.close(descriptor);
                }
            }
        }
    }

    /// <summary>Takes the oldest descriptor.</summary>
    /// <returns>It, owned by the caller, or null when there is none.</returns>
    public int? Take()
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out int descriptor) ? descriptor : null;
        }
    }

    /// <summary>A further command may take from it.</summary>
    public DescriptorBatch Share()
    {
        _ = Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>A command is done.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
        {
            return;
        }

        while (Take() is { } left)
        {
            _ = Libc.close(left);
        }
    }
}
