using System.Buffers.Binary;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A sequential stream as QEMU sends it: block list, a section of pages a pass, device sections, end mark, description.</summary>
/// <remarks>
/// With page channels the pages go as multifd packets. A peer that reads along is first asked for its return path (see <see cref="Conversation"/>).
/// Pages that the host never gave memory to are left out: whoever reads starts from zeros.
/// </remarks>
internal sealed class StreamForm : ISaveForm
{
    private const int MagicBytes = 4;

    // Magic and version, then: mark, length of the machine's name, the name.
    private const int ConfigurationNameAt = 8 + 1 + 4;

    private readonly SaveContext _context;
    private readonly MainWriter _main;
    private readonly StreamPrefix _prefix;
    private readonly IStreamPageWriter _pages;

    public StreamForm(SaveContext context)
    {
        _context = context;
        _main = new MainWriter(context);
        bool isMultifd = context.Stream.PageChannels.Count > 0;
        _prefix = new StreamPrefix(
            MachineNames.ForFile(context.Services.Parts.State.Name), [.. context.Regions.Select(static region => region.Shape)], isMultifd);
        _pages = isMultifd ? new MultifdPageWriter(_main, context.Stream.PageChannels) : new StreamPageWriter(_main);
        if (context.Stream.Abilities.IsDuplex && (isMultifd || context.IsHandover))
        {
            Conversation = new Conversation(context.Stream, context.IsHandover);
        }
    }

    public IPageWriter Pages => _pages;

    /// <summary>What is said between the two machines, or null where nobody answers.</summary>
    public Conversation? Conversation { get; }

    // What is written in place must not look whole before it is.
    private bool WritesMagicLast => _context.Stream.Abilities is { IsSeekable: true, IsAtomic: false };

    public void Begin()
    {
        ReadOnlySpan<byte> bytes = _prefix.Bytes.Span;
        int configuration = ConfigurationNameAt + (int)BinaryPrimitives.ReadUInt32BigEndian(bytes[(ConfigurationNameAt - 4)..]);
        if (WritesMagicLast)
        {
            _main.Write(stackalloc byte[MagicBytes]);
            _context.Stream.Flush();
        }
        else
        {
            _main.Write(bytes[..MagicBytes]);
        }

        _main.Write(bytes[MagicBytes..configuration]);
        if (Conversation is not null)
        {
            Conversation.Start();
            _main.Write(Conversation.Opening(_context.Stream.PageChannels.Count));
        }

        // Channels first: the other side meets all of them at the mark in the section that follows.
        _pages.Begin();
        _main.Write(bytes[configuration..]);
    }

    public void End(MachineInstant instant, SnapshotFacts facts)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        _pages.End();
        var tail = new SnapshotTailWriter(_prefix);
        foreach ((string id, VmStateSection section) in instant.Sections)
        {
            tail.AddDevice(id, 0, section);
        }

        _main.Write(tail.Finish([], facts.WriteTo).Span);
        if (WritesMagicLast)
        {
            _context.Stream.Flush();
            _context.Stream.Main.Write(0, _prefix.Bytes.Span[..MagicBytes]);
        }
    }

    public void Dispose() => _pages.Dispose();
}
