using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>What a transport must pass that says <see cref="TransportAbilities.IsDuplex"/> and <see cref="TransportAbilities.IsMultiChannel"/>: sockets.</summary>
public abstract class MigrationTransportConformanceLive : MigrationTransportSuite
{
    [Fact]
    public void Abilities_OfBothWays_AreThoseOfThisSuite()
    {
        (IMigrationStream writer, IMigrationStream reader) = Connect(2);
        using (writer)
        using (reader)
        {
            Assert.All([writer, reader], static s => Assert.Equal(new TransportAbilities { IsMultiChannel = true, IsDuplex = true }, s.Abilities));
            Assert.All([writer, reader], static s => Assert.Equal(2, s.PageChannels.Count));
            Assert.All([writer, reader], static s => Assert.Null(s.LengthBytes));
        }
    }

    [Fact]
    public void PageChannels_InParallel_CarryWhatWentIntoThem()
    {
        byte[][] data = [.. Enumerable.Range(0, 3).Select(static i => RandomBytes((5 << 20) + i))];
        byte[][] read = [.. data.Select(static d => new byte[d.Length])];

        Fixture.Transfer(
            3,
            stream =>
            {
                stream.Main.Write(0, "head"u8);
                OnEach(stream, (channel, i) => channel.Write(0, data[i]));
            },
            stream =>
            {
                stream.Main.Read(0, new byte[4]);
                OnEach(stream, (channel, i) => channel.Read(0, read[i]));
            });

        Assert.All(Enumerable.Range(0, 3), i => Assert.True(data[i].AsSpan().SequenceEqual(read[i])));
    }

    [Fact]
    public void Main_Answers_ArriveAlsoAfterCommit()
    {
        byte[] answer = new byte[6];
        (IMigrationStream writer, IMigrationStream reader) = Connect(0);
        using (writer)
        using (reader)
        {
            writer.Main.Write(0, "ask"u8);
            reader.Main.Read(0, new byte[3]);
            reader.Main.Write(0, "abc"u8);
            writer.Main.Read(0, answer.AsSpan(0, 3));

            writer.Commit();
            Assert.Throws<EndOfStreamException>(() => reader.Main.Read(0, new byte[1]));
            reader.Main.Write(0, "def"u8);
            writer.Main.Read(0, answer.AsSpan(3));
        }

        Assert.Equal("abcdef"u8, answer);
    }

    [Fact]
    public void Writer_Gone_GivesTheReaderAnIOException()
    {
        (IMigrationStream writer, IMigrationStream reader) = Connect(1);
        using (reader)
        {
            writer.Dispose();

            AssertSentence(Assert.ThrowsAny<IOException>(() => reader.Main.Read(0, new byte[1])).Message);
            AssertSentence(Assert.ThrowsAny<IOException>(() => reader.PageChannels[0].Read(0, new byte[1])).Message);
        }
    }

    [Fact]
    public void Reader_Gone_GivesTheWriterAnIOException()
    {
        (IMigrationStream writer, IMigrationStream reader) = Connect(1);
        using (writer)
        {
            reader.Dispose();

            AssertSentence(WriteUntilItFails(writer.Main).Message);
            AssertSentence(WriteUntilItFails(writer.PageChannels[0]).Message);
        }
    }

    [Fact]
    public void Abort_WhileCallsWait_WakesThem()
    {
        (IMigrationStream writer, IMigrationStream reader) = Connect(1);
        using (writer)
        using (reader)
        {
            Task<IOException> writing = Task.Factory.StartNew(() => WriteUntilItFails(writer.PageChannels[0]), TaskCreationOptions.LongRunning);
            Task<IOException> waiting = Task.Factory.StartNew(() => Assert.ThrowsAny<IOException>(() => writer.Main.Read(0, new byte[1])), TaskCreationOptions.LongRunning);

            writer.Abort();

            Assert.All([writing, waiting], static t => AssertSentence(t.GetAwaiter().GetResult().Message));
            Assert.ThrowsAny<IOException>(() => reader.Main.Read(0, new byte[1]));
        }
    }

    [Fact]
    public void OpenRead_Cancelled_StopsListening()
    {
        using var cancellation = new CancellationTokenSource();
        Task<Exception?> opening = Task.Factory.StartNew(
            () => Record.Exception(() => Fixture.CreateTransport().OpenRead(Fixture.ReadTarget(0), cancellation.Token)), TaskCreationOptions.LongRunning);
        Fixture.WaitForReader();

        cancellation.Cancel();

        Assert.IsAssignableFrom<OperationCanceledException>(opening.GetAwaiter().GetResult());
        Assert.Throws<MigrationException>(() => Open(0));
    }

    [Fact]
    public void OpenPageChannels_CancelledOrAborted_StopsWaiting()
    {
        (IMigrationStream writer, IMigrationStream reader) = Connect(0);
        using (writer)
        using (reader)
        {
            using var cancellation = new CancellationTokenSource();
            Task<Exception?> first = Task.Factory.StartNew(() => Record.Exception(() => reader.OpenPageChannels(1, cancellation.Token)), TaskCreationOptions.LongRunning);
            cancellation.Cancel();
            Assert.IsAssignableFrom<OperationCanceledException>(first.GetAwaiter().GetResult());

            Task<Exception?> second = Task.Factory.StartNew(() => Record.Exception(() => reader.OpenPageChannels(1, CancellationToken.None)), TaskCreationOptions.LongRunning);
            reader.Abort();
            Exception? exception = second.GetAwaiter().GetResult();
            Assert.True(exception is MigrationException or IOException, $"{exception}");
        }
    }

    private static IOException WriteUntilItFails(IMigrationChannel channel)
    {
        byte[] block = new byte[1 << 20];
        Exception? exception = null;
        while (exception is null)
        {
            exception = Record.Exception(() => channel.Write(0, block));
        }

        return Assert.IsAssignableFrom<IOException>(exception);
    }

    private static void OnEach(IMigrationStream stream, Action<IMigrationChannel, int> use) =>
        Task.WaitAll(
            [.. stream.PageChannels.Select((c, i) => Task.Factory.StartNew(() => use(c, i), TaskCreationOptions.LongRunning))],
            TestContext.Current.CancellationToken);

    private (IMigrationStream Writer, IMigrationStream Reader) Connect(int pageChannels)
    {
        Task<IMigrationStream> reading = Task.Factory.StartNew(() => OpenRead(pageChannels), TaskCreationOptions.LongRunning);
        Fixture.WaitForReader();
        IMigrationStream writer = Open(pageChannels);
        IMigrationStream reader = reading.GetAwaiter().GetResult();
        reader.OpenPageChannels(pageChannels, TestContext.Current.CancellationToken);
        return (writer, reader);
    }
}
