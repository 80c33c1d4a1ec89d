using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>What the suites for transports share.</summary>
public abstract class MigrationTransportSuite : IDisposable
{
    private readonly Lazy<MigrationTransportFixture> _fixture;

    /// <summary>Prepares the fixture; it is made when it is first used, by whichever thread.</summary>
    protected MigrationTransportSuite() => _fixture = new Lazy<MigrationTransportFixture>(CreateFixture);

    /// <summary>The transport under test.</summary>
    protected MigrationTransportFixture Fixture => _fixture.Value;

    /// <summary>Makes the fixture.</summary>
    protected abstract MigrationTransportFixture CreateFixture();

    /// <summary>Removes the fixture.</summary>
    public void Dispose()
    {
        if (_fixture.IsValueCreated)
        {
            _fixture.Value.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the address for writing.</summary>
    protected IMigrationStream Open(int pageChannels) => Fixture.CreateTransport().OpenWrite(Fixture.WriteTarget(pageChannels), TestContext.Current.CancellationToken);

    /// <summary>Opens the address for reading.</summary>
    protected IMigrationStream OpenRead(int pageChannels) => Fixture.CreateTransport().OpenRead(Fixture.ReadTarget(pageChannels), TestContext.Current.CancellationToken);

    /// <summary>Starts a reader that takes what comes until it ends or fails, where the transport needs one.</summary>
    protected Task? StartReader()
    {
        if (!Fixture.IsLive)
        {
            return null;
        }

        Task reading = Task.Factory.StartNew(ReadToEnd, TaskCreationOptions.LongRunning);
        Fixture.WaitForReader();
        return reading;
    }

    /// <summary>Waits for the reader's end.</summary>
    protected static void EndReader(Task? reading) => reading?.GetAwaiter().GetResult();

    /// <summary>Random bytes, the same in every run.</summary>
    protected static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Calls with the start and the size of pieces that follow one another.</summary>
    protected static void InPieces(int[] sizes, Action<int, int> use)
    {
        int at = 0;
        foreach (int size in sizes)
        {
            use(at, size);
            at += size;
        }
    }

    /// <summary>Memory in slices of a size, with an empty one behind every third.</summary>
    protected static IoSlice[] Slices(AlignedMemory memory, int size)
    {
        List<IoSlice> slices = [];
        for (int at = 0; at < memory.LengthBytes; at += size)
        {
            slices.Add(memory.Slice(at, Math.Min(size, memory.LengthBytes - at)));
            slices.AddRange(Enumerable.Repeat(memory.Slice(at, 0), slices.Count % 3 == 0 ? 1 : 0));
        }

        return [.. slices];
    }

    /// <summary>A message is one sentence that stands alone.</summary>
    protected static void AssertSentence(string message)
    {
        Assert.Matches("^['A-Z0-9].{10,}\\.$", message);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("Exception", message, StringComparison.Ordinal);
    }

    private void ReadToEnd()
    {
        try
        {
            using IMigrationStream stream = OpenRead(0);
            byte[] one = new byte[1];
            for (ulong at = 0; ; at++)
            {
                stream.Main.Read(at, one);
            }
        }
        catch (IOException)
        {
            // The end, or the writer has given up.
        }
    }
}
