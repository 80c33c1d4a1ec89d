using System.Text;
using Xemu.Chardev.Streams;
using Xemu.Testing;

namespace Xemu.Frontends.Tests;

public sealed class StreamsTests
{
    [Fact]
    public void Ring_AgainstAQueue_KeepsTheNewestBytes()
    {
        var ring = new ByteRing(10_000);
        var model = new Queue<byte>();
        var random = new Random(3);
        var buffer = new byte[12_000];
        for (int i = 0; i < 5_000; i++)
        {
            Span<byte> piece = buffer.AsSpan(0, random.Next(i % 50 == 0 ? 12_000 : 300));
            random.NextBytes(piece);
            int dropped = ring.Write(piece);
            foreach (byte value in piece)
            {
                model.Enqueue(value);
            }

            Assert.Equal(Math.Max(model.Count - 10_000, 0), dropped);
            while (model.Count > 10_000)
            {
                _ = model.Dequeue();
            }

            int count = ring.Read(buffer.AsSpan(0, random.Next(400)));
            Assert.Equal(Enumerable.Range(0, count).Select(_ => model.Dequeue()), buffer.Take(count));
            Assert.Equal(model.Count, ring.Count);
        }
    }

    [Fact]
    public void Pump_Disposed_HasWrittenEverything()
    {
        var sink = new CollectingSink();
        var pump = new OutputPump("test", sink, 1 << 20, waitsForRoom: true);
        for (int i = 0; i < 10_000; i++)
        {
            pump.Write(Encoding.ASCII.GetBytes($"line {i} without an end "));
        }

        pump.Dispose();

        Assert.Equal(string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"line {i} without an end ")), sink.Text);
        Assert.Equal(0, pump.Dropped);
    }

    [Fact]
    public void Pump_WithASinkThatIsNotReady_KeepsTheNewestAndDisposes()
    {
        var sink = new CollectingSink { IsReady = false };
        var pump = new OutputPump("test", sink, 8, waitsForRoom: false);
        pump.Write("0123456789"u8);
        pump.Write("ab"u8);

        sink.IsReady = true;
        pump.Wake();
        pump.Dispose();

        Assert.Equal("456789ab", sink.Text);
        Assert.Equal(4, pump.Dropped);
    }

    [Fact]
    public void Pump_WithABrokenSink_CountsAndGoesOn()
    {
        var pump = new OutputPump("test", new BrokenSink(), 100, waitsForRoom: true);
        pump.Write("abc\n"u8);
        pump.Dispose();

        Assert.Equal(4, pump.Dropped);
    }

    [Fact]
    public void Feed_Posted_ArrivesThroughTheQueue()
    {
        using var machine = new TestMachine();
        using var feed = new InputFeed(machine);
        var received = new List<byte>();
        feed.Connect(data => received.AddRange(data));
        byte[] sent = new byte[5_000];
        new Random(1).NextBytes(sent);

        Assert.True(feed.Post(sent));
        Assert.Empty(received);
        machine.DeliverInputs();

        Assert.Equal(sent, received);
    }

    [Fact]
    public void Feed_WithAGuestThatDoesNotTake_HoldsTheReaderAndLetsGoWhenDisposed()
    {
        using var machine = new TestMachine();
        var feed = new InputFeed(machine);
        bool result = true;
        var reader = new Thread(() => result = feed.Post(new byte[1 << 20]));
        reader.Start();
        SpinWait.SpinUntil(() => reader.ThreadState == ThreadState.WaitSleepJoin);

        feed.Dispose();
        reader.Join();

        Assert.False(result);
    }

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("a\u0001\u0001b", "a\u0001b", 0)]
    [InlineData("a\u0001xb", "ab", 1)]
    [InlineData("a\u0001cb\u0001q", "ab", 0)]
    public void Escape_Typed_IsTakenOut(string typed, string kept, int stops)
    {
        int stopped = 0;
        var filter = new EscapeFilter(() => stopped++);
        byte[] data = Encoding.ASCII.GetBytes(typed);

        int count = filter.Filter(data);

        Assert.Equal(kept, Encoding.ASCII.GetString(data, 0, count));
        Assert.Equal(stops, stopped);
    }

    [Fact]
    public void Escape_SplitOverTwoReads_IsStillSeen()
    {
        int stopped = 0;
        var filter = new EscapeFilter(() => stopped++);

        Assert.Equal(0, filter.Filter([1]));
        Assert.Equal(0, filter.Filter("x"u8.ToArray()));
        Assert.Equal(1, stopped);
    }

    private sealed class CollectingSink : IByteSink
    {
        private readonly List<byte> _bytes = [];

        public bool IsReady { get; set; } = true;

        public string Text => Encoding.ASCII.GetString([.. _bytes]);

        public void Write(ReadOnlySpan<byte> data) => _bytes.AddRange(data);
    }

    private sealed class BrokenSink : IByteSink
    {
        public bool IsReady => true;

        public void Write(ReadOnlySpan<byte> data) => throw new IOException("Gone.");
    }
}
