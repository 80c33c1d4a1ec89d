using System.Numerics;
using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>Compares a RAM block of two machines by the pages that either has written.</summary>
internal sealed class RamWatch : IDisposable
{
    private const int MostBytesTold = 256;

    private readonly RamBlock _first;
    private readonly RamBlock _second;
    private readonly IDirtyTracker _firstWrites;
    private readonly IDirtyTracker _secondWrites;
    private readonly ulong[] _due;
    private readonly ulong[] _sinceTaken;
    private readonly ulong[] _collected;

    public RamWatch(RamBlock first, RamBlock second)
    {
        _first = first;
        _second = second;
        _firstWrites = first.TrackDirty("lockstep");
        _secondWrites = second.TrackDirty("lockstep");
        int words = (int)((first.PageCount + 63) / 64);
        _due = new ulong[words];
        _sinceTaken = new ulong[words];
        _collected = new ulong[words];
    }

    public RamBlock First => _first;

    public RamBlock Second => _second;

    /// <summary>Whether the pages that were written since the last comparison are equal; those that are need not be looked at again.</summary>
    public bool AreEqual()
    {
        Collect();
        bool areEqual = true;
        for (int word = 0; word < _due.Length; word++)
        {
            foreach (ulong page in Pages(_due[word], word))
            {
                if (IsEqual(page))
                {
                    _due[word] &= ~(1UL << (int)(page % 64));
                }
                else
                {
                    areEqual = false;
                }
            }
        }

        return areEqual;
    }

    /// <summary>The bytes that differ, the first of them, after a comparison.</summary>
    /// <param name="told">Receives them.</param>
    /// <returns>How many differ.</returns>
    public ulong Differences(List<RamDifference> told)
    {
        ulong count = 0;
        for (int word = 0; word < _due.Length; word++)
        {
            foreach (ulong page in Pages(_due[word], word))
            {
                ReadOnlySpan<byte> first = _first.RawPage(page);
                ReadOnlySpan<byte> second = _second.RawPage(page);
                for (int i = 0; i < first.Length; i++)
                {
                    if (first[i] != second[i])
                    {
                        count++;
                        if (told.Count < MostBytesTold)
                        {
                            told.Add(new RamDifference(_first.Name, (page * IRamBlock.PageSize) + (ulong)i, first[i], second[i]));
                        }
                    }
                }
            }
        }

        return count;
    }

    /// <summary>The pages that were written since this was last asked, after a comparison.</summary>
    public IEnumerable<ulong> TakeWritten()
    {
        for (int word = 0; word < _sinceTaken.Length; word++)
        {
            ulong bits = _sinceTaken[word];
            _sinceTaken[word] = 0;
            foreach (ulong page in Pages(bits, word))
            {
                yield return page;
            }
        }
    }

    /// <summary>The pages that were written since both blocks were loaded with the same content.</summary>
    public IEnumerable<ulong> TakeWrittenNow()
    {
        Collect();
        return TakeWritten();
    }

    /// <summary>Both blocks were loaded with the same content.</summary>
    public void Forget()
    {
        Collect();
        Array.Clear(_due);
        Array.Clear(_sinceTaken);
    }

    public void Dispose()
    {
        _firstWrites.Dispose();
        _secondWrites.Dispose();
    }

    private void Collect()
    {
        foreach (IDirtyTracker writes in new[] { _firstWrites, _secondWrites })
        {
            _ = writes.Collect(0, _collected);
            for (int word = 0; word < _collected.Length; word++)
            {
                _due[word] |= _collected[word];
                _sinceTaken[word] |= _collected[word];
            }
        }
    }

    private bool IsEqual(ulong page)
    {
        _first.PrepareRead(page * IRamBlock.PageSize, IRamBlock.PageSize);
        _second.PrepareRead(page * IRamBlock.PageSize, IRamBlock.PageSize);
        return _first.RawPage(page).SequenceEqual(_second.RawPage(page));
    }

    private static IEnumerable<ulong> Pages(ulong bits, int word)
    {
        for (ulong left = bits; left != 0; left &= left - 1)
        {
            yield return ((ulong)word * 64) + (ulong)BitOperations.TrailingZeroCount(left);
        }
    }
}
