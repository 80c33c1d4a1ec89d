using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Tests;

/// <summary><c>transport.fd</c> with the two ends of a pipe.</summary>
internal sealed class PipeFixture() : FdFixture(isSet: false)
{
    private readonly Lock _gate = new();
    private readonly Queue<int> _readers = [];
    private readonly Queue<int> _writers = [];

    public override bool IsLive => true;

    public override TransportTarget WriteTarget(int pageChannels) => Target("out", _writers, pageChannels);

    public override TransportTarget ReadTarget(int pageChannels) => Target("in", _readers, pageChannels);

    protected override void Dispose(bool isDisposing)
    {
        base.Dispose(isDisposing);
        foreach (int left in _readers.Concat(_writers))
        {
            _ = Libc.close(left);
        }
    }

    private TransportTarget Target(string name, Queue<int> ends, int pageChannels)
    {
        lock (_gate)
        {
            if (ends.Count == 0)
            {
                MakePipe();
            }

            Store.Add(name, ends.Dequeue());
            return new TransportTarget("fd:" + name, PageChannels: pageChannels);
        }
    }

    private unsafe void MakePipe()
    {
        int* ends = stackalloc int[2];
        Assert.Equal(0, Libc.pipe2(ends, Libc.CloseOnExec));
        _readers.Enqueue(ends[0]);
        _writers.Enqueue(ends[1]);
    }
}
