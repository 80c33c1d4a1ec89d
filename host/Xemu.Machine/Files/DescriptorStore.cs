using System.Runtime.InteropServices;
using Xemu.Abstractions.Io;

namespace Xemu.Machine;

/// <summary>Descriptors that the user handed over.</summary>
public sealed partial class DescriptorStore : IDescriptorStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);
    private readonly List<DescriptorSetMember> _members = [];

    /// <inheritdoc/>
    public IReadOnlyList<DescriptorSetMember> Sets
    {
        get
        {
            lock (_gate)
            {
                return [.. _members.OrderBy(static m => m.Set).ThenBy(static m => m.Descriptor)];
            }
        }
    }

    /// <inheritdoc/>
    public void Add(string name, int descriptor)
    {
        if (string.IsNullOrEmpty(name) || char.IsAsciiDigit(name[0]))
        {
            throw new ArgumentException($"A descriptor's name does not begin with a digit and is not empty, but this one is '{name}'; choose another.", nameof(name));
        }

        lock (_gate)
        {
            if (_named.Remove(name, out int old))
            {
                _ = Close(old);
            }

            _named.Add(name, descriptor);
        }
    }

    /// <inheritdoc/>
    public bool TryTake(string name, out int descriptor)
    {
        lock (_gate)
        {
            return _named.Remove(name, out descriptor);
        }
    }

    /// <inheritdoc/>
    public DescriptorSetMember AddToSet(int? set, int descriptor, string? note)
    {
        lock (_gate)
        {
            int number = set ?? Enumerable.Range(0, int.MaxValue).First(n => !_members.Exists(m => m.Set == n));
            var member = new DescriptorSetMember(number, descriptor, note);
            _members.Add(member);
            return member;
        }
    }

    /// <inheritdoc/>
    public bool RemoveFromSet(int set, int? descriptor)
    {
        lock (_gate)
        {
            List<DescriptorSetMember> leaving = _members.FindAll(m => m.Set == set && (descriptor is null || m.Descriptor == descriptor));
            foreach (DescriptorSetMember member in leaving)
            {
                _ = _members.Remove(member);
                _ = Close(member.Descriptor);
            }

            return leaving.Count > 0;
        }
    }

    /// <summary>Closes everything that was not taken.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (int descriptor in _named.Values.Concat(_members.Select(static m => m.Descriptor)))
            {
                _ = Close(descriptor);
            }

            _named.Clear();
            _members.Clear();
        }
    }

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
