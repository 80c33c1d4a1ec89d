using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Tests;

/// <summary>What every stream of bytes does, whatever its channels are.</summary>
public sealed class ByteStreamTests
{
    [Fact]
    public void Dispose_WhileAnotherThreadGivesUp_WaitsForIt()
    {
        using var stream = new SlowStream();
        var aborting = new Thread(stream.Abort);
        aborting.Start();
        Assert.True(stream.IsGivingUp.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        var disposing = new Thread(stream.Dispose);
        disposing.Start();

        // Time to go wrong: a stream that does not wait is disposed of by then.
        _ = disposing.Join(100);
        stream.MayGoOn.Set();
        aborting.Join();
        disposing.Join();

        Assert.Equal(["given up", "released"], stream.Events);
    }

    private sealed class SlowStream() : ByteStream("slow", isWriting: true, new TransportAbilities())
    {
        public ManualResetEventSlim IsGivingUp { get; } = new();

        public ManualResetEventSlim MayGoOn { get; } = new();

        public List<string> Events { get; } = [];

        protected override void Finish()
        {
        }

        protected override void GiveUp()
        {
            IsGivingUp.Set();
            MayGoOn.Wait();
            Events.Add("given up");
        }

        protected override void Release() => Events.Add("released");
    }
}
