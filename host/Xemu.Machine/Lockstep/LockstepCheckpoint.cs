using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Machine;

/// <summary>A point at which two machines were equal in everything, in memory: one copy serves both.</summary>
internal sealed class LockstepCheckpoint
{
    private static readonly byte[] Zeros = new byte[IRamBlock.PageSize];

    private readonly byte[]?[][] _pages;
    private List<KeyValuePair<string, byte[]>> _sections = [];

    /// <summary>Makes a checkpoint of a pair that was just compared in everything.</summary>
    public LockstepCheckpoint(LockstepPair pair)
    {
        _pages = [.. pair.Ram.Select(static watch => new byte[]?[watch.First.PageCount])];
        Take(pair, pair.Ram.Select(Pages));
    }

    private LockstepCheckpoint(LockstepCheckpoint other)
    {
        _pages = [.. other._pages.Select(static pages => (byte[]?[])pages.Clone())];
        _sections = other._sections;
        Count = other.Count;
    }

    /// <summary>The instruction count.</summary>
    public ulong Count { get; private set; }

    /// <summary>A second one of the same point; pages are shared as long as they do not change.</summary>
    public LockstepCheckpoint Copy() => new(this);

    /// <summary>Moves the checkpoint to where the pair is now, just compared in everything.</summary>
    public void Renew(LockstepPair pair) => Take(pair, pair.Ram.Select(static watch => watch.TakeWritten()));

    /// <summary>Brings both machines of a pair here.</summary>
    /// <param name="pair">Of the same make-up.</param>
    /// <exception cref="StateException">A component does not take its own state.</exception>
    public void Load(LockstepPair pair)
    {
        foreach ((RamWatch watch, byte[]?[] pages) in pair.Ram.Zip(_pages))
        {
            foreach (ulong page in pair.Loaded == this ? watch.TakeWrittenNow() : Pages(watch))
            {
                LoadPage(watch.First, page, pages[page]);
                LoadPage(watch.Second, page, pages[page]);
            }

            watch.Forget();
        }

        LoadSections(pair.First);
        LoadSections(pair.Second);
        pair.Loaded = this;
    }

    private static IEnumerable<ulong> Pages(RamWatch watch) => Enumerable.Range(0, (int)watch.First.PageCount).Select(static page => (ulong)page);

    private void Take(LockstepPair pair, IEnumerable<IEnumerable<ulong>> written)
    {
        foreach ((RamWatch watch, byte[]?[] pages, IEnumerable<ulong> changed) in pair.Ram.Zip(_pages, written))
        {
            foreach (ulong page in changed)
            {
                ReadOnlySpan<byte> content = watch.First.RawPage(page);
                pages[page] = content.ContainsAnyExcept((byte)0) ? content.ToArray() : null;
            }
        }

        _sections = [.. pair.First.State.Stateful.Select(static section => KeyValuePair.Create(section.Key, StateWriter.Save(section.Value)))];
        Count = pair.First.Cpu!.InstructionCount;
    }

    private static void LoadPage(RamBlock block, ulong page, byte[]? saved)
    {
        Span<byte> content = block.RawPage(page);
        if (content.SequenceEqual(saved ?? Zeros))
        {
            return;
        }

        block.PrepareWrite(page * IRamBlock.PageSize, IRamBlock.PageSize);
        (saved ?? Zeros).CopyTo(content);
    }

    private void LoadSections(VirtualMachine machine)
    {
        var stateful = machine.State.Stateful.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        foreach ((string id, byte[] section) in _sections)
        {
            StateReader.Load(id, stateful[id], section);
        }

        foreach ((string id, _) in _sections)
        {
            stateful[id].AfterRestore();
        }
    }
}
