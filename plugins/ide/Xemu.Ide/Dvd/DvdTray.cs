using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>The tray and what lies in it.</summary>
internal sealed class DvdTray : IStateful, IDisposable
{
    /// <summary>Media events of GET EVENT STATUS NOTIFICATION (MMC-3, table 98).</summary>
    public const byte EventNone = 0;

    private const byte EventEjectRequest = 1;
    private const byte EventNewMedia = 2;
    private const byte EventRemoval = 3;
    private readonly IBlockDevice? _first;
    private readonly DiscOpener _opener;

    /// <summary>Names the disc while it is another than the manifest's.</summary>
    private readonly DiscRecord _inserted = new();

    /// <summary>The disc in the drive or on the open tray.</summary>
    [Derived("the manifest's disc, or the one that the record of the inserted disc names")]
    private IBlockDevice? _disc;

    /// <summary>The disc that the drive opened itself, which nobody else disposes.</summary>
    [Derived("host-side")]
    private IDisposable? _opened;

    private bool _hasDisc;
    private bool _isOpen;
    private bool _isLocked;
    private byte _event;

    /// <summary>Makes a tray.</summary>
    /// <param name="first">The manifest's disc, or null.</param>
    /// <param name="opener">Opens the discs that a state names.</param>
    public DvdTray(IBlockDevice? first, DiscOpener opener)
    {
        _first = first;
        _opener = opener;
        _disc = first;
        _hasDisc = first is not null;
    }

    /// <summary>The disc that can be read now.</summary>
    public IBlockDevice? Disc => _isOpen || !_hasDisc ? null : _disc;

    /// <summary>Whether the tray is open.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Whether the guest has locked the tray.</summary>
    public bool IsLocked { get => _isLocked; set => _isLocked = value; }

    /// <summary>Power-on: the tray is closed, over the disc that was in it.</summary>
    public void PowerOn()
    {
        _isOpen = false;
        _isLocked = false;
        _event = _hasDisc ? EventNewMedia : EventNone;
    }

    /// <summary>Opens the tray.</summary>
    public void Open()
    {
        if (!_isOpen)
        {
            _isOpen = true;
            _event = EventRemoval;
        }
    }

    /// <summary>Takes the disc off the tray.</summary>
    public void TakeOut()
    {
        _inserted.Clear();
        Hold(null, isOwn: false);
    }

    /// <summary>Closes the tray over what lies on it.</summary>
    /// <returns>Whether a disc came in.</returns>
    public bool Close()
    {
        bool isNew = _isOpen && _hasDisc;
        _isOpen = false;
        _event = isNew ? EventNewMedia : _event;
        return isNew;
    }

    /// <summary>Puts a disc in and closes the tray.</summary>
    /// <param name="disc">The disc.</param>
    /// <param name="record">Its name.</param>
    public void Insert(IBlockDevice disc, DiscRecord record) => Insert(disc, record, isOwn: false);

    /// <summary>Opens the disc that a recorded input names, puts it in and closes the tray.</summary>
    /// <exception cref="StateException">It cannot be opened, or is another one.</exception>
    public void InsertAgain(DiscRecord record) => Insert(_opener.Open(record), record, isOwn: true);

    /// <summary>Closes the disc that the drive opened itself.</summary>
    public void Dispose() => Hold(null, isOwn: false);

    /// <summary>The button was pressed while the tray is locked.</summary>
    public void RequestEject() => _event = EventEjectRequest;

    /// <summary>Takes the event that waits.</summary>
    public byte TakeEvent()
    {
        byte now = _event;
        _event = EventNone;
        return now;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("has-disc", ref _hasDisc);
        state.Field("is-open", ref _isOpen);
        state.Field("is-locked", ref _isLocked);
        state.Field("event", ref _event);
        _inserted.Describe(state);
    }

    /// <inheritdoc/>
    public void AfterRestore()
    {
        if (!_hasDisc)
        {
            _inserted.Clear();
            Hold(null, isOwn: false);
        }
        else if (!_inserted.IsSet)
        {
            Hold(_first ?? throw new StateException("Field 'has-disc' of a DVD drive is set, and the manifest gives it no medium; add the disc that was in it."), isOwn: false);
        }
        else if (_disc is not null && _inserted.HasContentOf(_disc))
        {
            // A restore in the process that saved: the disc is still in.
        }
        else if (_first is not null && _inserted.HasContentOf(_first))
        {
            Hold(_first, isOwn: false);
        }
        else
        {
            Hold(_opener.Open(_inserted), isOwn: true);
        }
    }

    private void Insert(IBlockDevice disc, DiscRecord record, bool isOwn)
    {
        if (ReferenceEquals(disc, _first))
        {
            _inserted.Clear();
        }
        else
        {
            _inserted.Set(record);
        }

        Hold(disc, isOwn);
        _isOpen = false;
        _event = EventNewMedia;
    }

    private void Hold(IBlockDevice? disc, bool isOwn)
    {
        if (!ReferenceEquals(disc, _opened))
        {
            _opened?.Dispose();
            _opened = null;
        }

        _disc = disc;
        _hasDisc = disc is not null;
        if (isOwn)
        {
            _opened = disc as IDisposable;
        }
    }
}
