using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>What is to be copied. All of it is looked at first, so that a name that cannot be or a file that is in the way is told before anything is written.</summary>
internal sealed class CopyPlan
{
    private readonly Dictionary<string, DiskFile> _disks;
    private readonly DiskPath _target;
    private readonly ICopyTarget _place;
    private readonly CopyKind _targetKind;
    private readonly bool _recursive;
    private readonly bool _force;
    private readonly CancellationToken _cancellation;
    private readonly List<(CopyItem Item, string[] Path)> _steps = [];
    private readonly Dictionary<string, bool> _places;
    private int _sources;

    /// <summary>Starts a plan.</summary>
    /// <param name="disks">The opened images, by path.</param>
    /// <param name="target">Where copies go.</param>
    /// <param name="recursive">Whether folders are copied.</param>
    /// <param name="force">Whether files are overwritten.</param>
    /// <param name="cancellation">Ends it early.</param>
    public CopyPlan(Dictionary<string, DiskFile> disks, DiskPath target, bool recursive, bool force, CancellationToken cancellation)
    {
        _disks = disks;
        _target = target;
        _recursive = recursive;
        _force = force;
        _cancellation = cancellation;
        _place = target.Image is { } image ? new DiskTarget(disks[image], target) : new HostTarget(target.Host);
        _targetKind = _place.KindOf([]);
        _places = new Dictionary<string, bool>(target.IsInImage ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    }

    /// <summary>Bytes to copy.</summary>
    public ulong TotalBytes { get; private set; }

    /// <summary>Files to copy.</summary>
    public int Files { get; private set; }

    /// <summary>Folders to make or to fill.</summary>
    public int Folders { get; private set; }

    /// <summary>Adds what an operand names.</summary>
    /// <exception cref="ComponentException">It cannot be copied; nothing was written yet.</exception>
    public void Add(DiskPath source)
    {
        bool goesInto = _targetKind == CopyKind.Folder;
        if (++_sources > 1 && !goesInto)
        {
            throw new ComponentException($"Target '{DiskText.Printable(_target.ToString())}' is no folder, and several things are to be copied; make it first with 'disk mkdir', or copy one at a time.");
        }

        string name = source.IsInImage ? source.Names.LastOrDefault(string.Empty) : Path.GetFileName(Path.TrimEndingDirectorySeparator(source.Host));
        string[] below = goesInto && name.Length > 0 ? [name] : [];
        IEnumerable<CopyItem> items = source.Image is { } image ? DiskSource.List(_disks[image], source, _cancellation) : HostSource.List(source.Host, _cancellation);
        bool isSameVolume = source.Image is { } from && from == _target.Image && _disks[from].PartitionOf(source) == _disks[from].PartitionOf(_target);
        foreach (CopyItem item in items)
        {
            string[] path = [.. below, .. item.Relative];
            if (isSameVolume && source.Names.Concat(item.Relative).SequenceEqual(_target.Names.Concat(path), StringComparer.OrdinalIgnoreCase))
            {
                throw new ComponentException($"'{DiskText.Printable(item.Shown)}' would be copied over itself; choose another target.");
            }

            Add(item, path);
        }
    }

    /// <summary>Copies.</summary>
    /// <exception cref="ComponentException">Something could not be copied; what was before it is.</exception>
    public void Run(CopyProgress progress)
    {
        try
        {
            foreach ((CopyItem item, string[] path) in _steps)
            {
                if (!item.IsFolder)
                {
                    _place.WriteFile(path, item, progress.Report);
                }
                else if (_place.KindOf(path) == CopyKind.None)
                {
                    _place.MakeFolder(path, item);
                }
            }
        }
        finally
        {
            if (_target.Image is { } image)
            {
                _disks[image].Flush();
            }
        }
    }

    private void Add(CopyItem item, string[] path)
    {
        if (item.IsFolder && !_recursive)
        {
            throw new ComponentException($"'{DiskText.Printable(item.Shown)}' is a folder; use -r to copy it with all that is in it.");
        }

        if (!item.IsFolder && path.Length == 0 && _target.MustBeFolder)
        {
            throw new ComponentException($"'{DiskText.Printable(_target.ToString())}' is no folder; make it first, or leave the separator at its end out.");
        }

        _place.Check(path, item);
        CopyKind present = _place.KindOf(path);
        bool isInTheWay = present != CopyKind.None && (present == CopyKind.Folder) != item.IsFolder;
        if (isInTheWay || (present == CopyKind.File && !_force))
        {
            string place = DiskText.Printable($"{_target.ToString().TrimEnd('/')}/{string.Join('/', path)}".TrimEnd('/'));
            throw new ComponentException(isInTheWay
                ? $"'{place}' is a {(present == CopyKind.Folder ? "folder" : "file or a link")} and '{DiskText.Printable(item.Shown)}' is a {(item.IsFolder ? "folder" : "file")}; remove one or choose another target."
                : $"'{place}' exists; use --force to overwrite it.");
        }

        if (!_places.TryAdd(string.Join('/', path), item.IsFolder) && !(item.IsFolder && _places[string.Join('/', path)]))
        {
            throw new ComponentException($"'{DiskText.Printable(item.Shown)}' would go to the same place as another file that is copied; copy one of them under another name.");
        }

        _steps.Add((item, path));
        TotalBytes += item.Size;
        Files += item.IsFolder ? 0 : 1;
        Folders += item.IsFolder ? 1 : 0;
    }
}
