using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>The tray and what lies in it.</summary>
internal sealed class DvdTray : IStateful
{
    /// <summary>Media events of GET EVENT STATUS NOTIFICATION (MMC-3, table 98).</summary>
    public const byte EventNone = 0;

    private const byte EventEjectRequest = 1;
    private const byte EventNewMedia = 2;
    private const byte EventRemoval = 3;
    private readonly IBlockDevice? _first;

    /// <summary>The disc in the drive or on the open tray.</summary>
    [Derived("host-side: which image; whether one is there is described, and its content has an identity of its own")]
    private IBlockDevice? _disc;

    private bool _hasDisc;
    private bool _isOpen;
    private bool _isLocked;
    private byte _event;

    /// <summary>Makes a tray.</summary>
    /// <param name="first">The disc at power-on, or null.</param>
    public DvdTray(IBlockDevice? first) => _first = first;

    /// <summary>The disc that can be read now.</summary>
    public IBlockDevice? Disc => _isOpen || !_hasDisc ? null : _disc;

    /// <summary>Whether the tray is open.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Whether the guest has locked the tray.</summary>
    public bool IsLocked { get => _isLocked; set => _isLocked = value; }

    /// <summary>Power-on: the manifest's disc, tray closed.</summary>
    public void PowerOn()
    {
        _disc = _first;
        _hasDisc = _first is not null;
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
        _disc = null;
        _hasDisc = false;
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
    public void Insert(IBlockDevice disc)
    {
        _disc = disc;
        _hasDisc = true;
        _isOpen = false;
        _event = EventNewMedia;
    }

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
    }

    /// <inheritdoc/>
    public void AfterRestore()
    {
        _disc ??= _first;
        if (_hasDisc && _disc is null)
        {
            throw new StateException("Field 'has-disc' of a DVD drive is set, and the manifest gives it no medium; add the disc that was in it.");
        }
    }
}
