using Microsoft.Extensions.Logging;
using Xemu.Abstractions;

namespace Xemu.Chardev.Streams;

/// <summary>Standard input and output as the host's end of a serial line.</summary>
internal sealed class StandardStreams : IDisposable
{
    private const int MostPending = 4 << 20;

    private readonly string _id;
    private readonly ILogger _log;
    private readonly IMachineControl _machine;
    private readonly bool _signals;
    private readonly Descriptors _descriptors;
    private readonly InputFeed _feed;
    private readonly OutputPump _output;
    private RawTerminal? _terminal;
    private DescriptorReader? _reader;
    private bool _started;

    /// <summary>Opens the streams; nothing happens to them before <see cref="Start"/>.</summary>
    /// <param name="context">The component's.</param>
    /// <param name="feed">Takes what comes in; disposed with the streams.</param>
    /// <param name="signals">Ctrl-C and ctrl-Z stay the host's.</param>
    /// <param name="descriptors">Which they are; the process's own when left out.</param>
    public StandardStreams(IComponentContext context, InputFeed feed, bool signals, Descriptors? descriptors = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new ComponentException($"Component '{context.Id}' wants standard streams, which this version handles on Linux alone; use chardev.file or chardev.unix.");
        }

        _id = context.Id;
        _log = context.Log;
        _machine = context.Machine;
        _signals = signals;
        _descriptors = descriptors ?? Descriptors.Standard;
        _feed = feed;
        _output = new OutputPump(context.Id + " output", new DescriptorSink(_descriptors.Output), MostPending, waitsForRoom: true);
    }

    /// <summary>Bytes that standard output did not take.</summary>
    public long Dropped => _output.Dropped;

    /// <summary>Sends bytes out.</summary>
    public void Write(ReadOnlySpan<byte> data) => _output.Write(data);

    /// <summary>Starts reading, when somebody is connected; a second call does nothing.</summary>
    public void Start()
    {
        if (_started || !_feed.IsConnected)
        {
            return;
        }

        _started = true;
        _terminal = RawTerminal.TryEnter(_descriptors.Input, _signals);
        if (_terminal is not null)
        {
            StreamsLog.Keys(_log, _signals ? "ends it too" : "is the guest's");
        }

        _reader = new DescriptorReader(_id + " input", _descriptors.Input, ReaderFor(_terminal is not null, _feed, _machine));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _feed.Dispose();
        _reader?.Dispose();
        _output.Dispose();
        _terminal?.Dispose();
    }

    /// <summary>What is typed goes through the escape keys; what is piped goes in as it is.</summary>
    public static DescriptorReader.ReadOnlySpanAction ReaderFor(bool isTyped, InputFeed feed, IMachineControl machine)
    {
        if (!isTyped)
        {
            return feed.Post;
        }

        var filter = new EscapeFilter(() => machine.RequestStop("Ctrl-A x was typed."));
        return data =>
        {
            Span<byte> typed = stackalloc byte[data.Length];
            data.CopyTo(typed);
            return feed.Post(typed[..filter.Filter(typed)]);
        };
    }
}
