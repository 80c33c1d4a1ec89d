namespace Xemu.Migration;

/// <summary>The machine's lazily restored RAM, if any.</summary>
internal sealed class LazyHolder : IDisposable
{
    private readonly Lock _gate = new();
    private LazyRam? _ram;

    /// <summary>Pages that are still in files; any thread.</summary>
    public ulong RemainingPages
    {
        get
        {
            lock (_gate)
            {
                return _ram?.RemainingPages ?? 0;
            }
        }
    }

    public void Set(LazyRam ram)
    {
        lock (_gate)
        {
            _ram = ram;
        }
    }

    public void Start()
    {
        lock (_gate)
        {
            _ram?.Start();
        }
    }

    /// <summary>Waits until every page is in RAM.</summary>
    public void WaitForAll(CancellationToken cancellation)
    {
        LazyRam? ram;
        lock (_gate)
        {
            ram = _ram;
        }

        ram?.WaitForAll(cancellation);
    }

    /// <summary>RAM is replaced, or the machine ends.</summary>
    public void Drop()
    {
        LazyRam? ram;
        lock (_gate)
        {
            (ram, _ram) = (_ram, null);
        }

        ram?.Dispose();
    }

    public void Dispose() => Drop();
}
