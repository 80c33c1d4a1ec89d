using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A file with pages at fixed places (QEMU's mapped-ram). Until <see cref="End"/> has written the magic it is no snapshot.</summary>
internal sealed class MappedRamForm : ISaveForm
{
    private const int MagicBytes = 4;

    private readonly SaveContext _context;
    private readonly MappedRamLayout _layout;
    private readonly MappedRamWriter _pages;

    public MappedRamForm(SaveContext context)
    {
        _context = context;
        _layout = new MappedRamLayout(
            MachineNames.ForFile(context.Services.Parts.State.Name),
            [.. context.Regions.Select(static region => region.Shape)]);
        _pages = new MappedRamWriter(_layout, context.Alignment, keepsZeroPages: context.Parent is not null, context.Workers.Count);
    }

    public IPageWriter Pages => _pages;

    private IMigrationChannel Main => _context.Stream.Main;

    public void Begin()
    {
        if (!_context.Stream.Abilities.IsAtomic)
        {
            // What was there is overwritten from now on: it must not look whole.
            Main.Write(0, stackalloc byte[MagicBytes]);
            _context.Stream.Flush();
        }
    }

    public void End(MachineInstant instant, SnapshotFacts facts)
    {
        var tail = new SnapshotTailWriter(_layout);
        foreach ((string id, VmStateSection section) in instant.Sections)
        {
            tail.AddDevice(id, 0, section);
        }

        WriteHeaders();
        Write(_layout.TailPosition, tail.Finish(_pages.ToChecksums(), facts.WriteTo).Span);
        if (!_context.Stream.Abilities.IsAtomic)
        {
            _context.Stream.Flush();
        }

        Write(0, _layout.Pieces[0].Bytes.Span[..MagicBytes]);
    }

    public void Dispose() => _pages.Dispose();

    private void WriteHeaders()
    {
        for (int i = 0; i < _layout.Blocks.Count; i++)
        {
            SnapshotPiece piece = _layout.Pieces[i];
            int skipped = piece.Position == 0 ? MagicBytes : 0;
            Write(piece.Position + skipped, piece.Bytes.Span[skipped..]);
            Write(_layout.Blocks[i].BitmapPosition, _pages.Present[i].Bytes);
        }
    }

    private void Write(long position, ReadOnlySpan<byte> bytes)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        Main.Write((ulong)position, bytes);
        _context.Progress.AddBytes(bytes.Length);
    }
}
