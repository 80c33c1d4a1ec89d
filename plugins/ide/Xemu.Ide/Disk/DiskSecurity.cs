using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>The security feature set: two passwords, and whether the disk is locked or frozen.</summary>
/// <remarks>
/// Source: ATA/ATAPI-5 (T13 1321D), 6.9 and 8.30 to 8.35. The console locks its disk with a password made from the EEPROM's key and the
/// drive's serial number and model (xboxdevwiki: Hard Drive). A password set by the guest lives in the machine's state, not in the image.
/// </remarks>
internal sealed class DiskSecurity : IStateful
{
    /// <summary>Bytes of a password.</summary>
    public const int PasswordBytes = 32;

    private const byte MaxAttempts = 5;
    private readonly byte[] _user = new byte[PasswordBytes];
    private readonly byte[] _master = new byte[PasswordBytes];
    private bool _isEnabled;
    private bool _isLocked;
    private bool _isFrozen;
    private bool _isMaximum;
    private bool _takesAny;
    private bool _erasePrepared;
    private byte _attempts = MaxAttempts;
    private ushort _masterRevision = 0xFFFE;

    /// <summary>Whether data commands are refused.</summary>
    public bool IsLocked => _isLocked;

    /// <summary>Whether a user password is set.</summary>
    public bool IsEnabled => _isEnabled;

    /// <summary>Word 92 of the identification data.</summary>
    public ushort MasterRevision => _masterRevision;

    /// <summary>Word 128 of the identification data.</summary>
    public ushort Word128 => (ushort)(
        0x0001 | (_isEnabled ? 0x0002 : 0) | (_isLocked ? 0x0004 : 0) | (_isFrozen ? 0x0008 : 0)
        | (_attempts == 0 ? 0x0010 : 0) | (_isMaximum ? 0x0100 : 0));

    /// <summary>Power-on with the password that the manifest gives: a disk that has one locks.</summary>
    public void PowerOn(byte[]? user, bool takesAny)
    {
        _isEnabled = user is not null || takesAny;
        _takesAny = takesAny;
        _isMaximum = false;
        _masterRevision = 0xFFFE;
        Array.Clear(_master);
        Array.Clear(_user);
        user?.CopyTo(_user, 0);
        _isLocked = _isEnabled;
        _isFrozen = false;
        _erasePrepared = false;
        _attempts = MaxAttempts;
    }

    /// <summary>SECURITY SET PASSWORD.</summary>
    /// <returns>Whether it is accepted.</returns>
    public bool SetPassword(ReadOnlySpan<byte> data)
    {
        if (_isLocked || _isFrozen)
        {
            return false;
        }

        ReadOnlySpan<byte> password = data.Slice(2, PasswordBytes);
        if ((data[0] & 1) != 0)
        {
            password.CopyTo(_master);
            ushort revision = (ushort)(data[34] | (data[35] << 8));
            _masterRevision = revision is 0 or 0xFFFF ? _masterRevision : revision;
            return true;
        }

        password.CopyTo(_user);
        _isEnabled = true;
        _takesAny = false;
        _isMaximum = (data[1] & 1) != 0;
        return true;
    }

    /// <summary>SECURITY UNLOCK.</summary>
    public bool Unlock(ReadOnlySpan<byte> data)
    {
        if (_isFrozen || _attempts == 0)
        {
            return false;
        }

        if (!_isLocked)
        {
            return true;
        }

        if (!Matches(data, allowMaster: !_isMaximum))
        {
            _attempts--;
            return false;
        }

        _isLocked = false;
        return true;
    }

    /// <summary>SECURITY DISABLE PASSWORD.</summary>
    public bool Disable(ReadOnlySpan<byte> data)
    {
        if (_isLocked || _isFrozen || !Matches(data, allowMaster: !_isMaximum))
        {
            return false;
        }

        _isEnabled = false;
        return true;
    }

    /// <summary>SECURITY FREEZE LOCK.</summary>
    public bool Freeze()
    {
        if (_isLocked)
        {
            return false;
        }

        _isFrozen = true;
        return true;
    }

    /// <summary>SECURITY ERASE PREPARE.</summary>
    public bool PrepareErase()
    {
        _erasePrepared = !_isFrozen;
        return _erasePrepared;
    }

    /// <summary>Whether SECURITY ERASE UNIT may go on: the disk opens and forgets its user password.</summary>
    public bool TryErase(ReadOnlySpan<byte> data)
    {
        if (!_erasePrepared || _isFrozen || !Matches(data, allowMaster: true))
        {
            return false;
        }

        _erasePrepared = false;
        _isEnabled = false;
        _isLocked = false;
        return true;
    }

    /// <summary>Any other command cancels SECURITY ERASE PREPARE.</summary>
    public void CancelErase() => _erasePrepared = false;

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("user", _user);
        state.Bytes("master", _master);
        state.Field("is-enabled", ref _isEnabled);
        state.Field("is-locked", ref _isLocked);
        state.Field("is-frozen", ref _isFrozen);
        state.Field("is-maximum", ref _isMaximum);
        state.Field("takes-any", ref _takesAny);
        state.Field("erase-prepared", ref _erasePrepared);
        state.Field("attempts", ref _attempts);
        state.Field("master-revision", ref _masterRevision);
    }

    private bool Matches(ReadOnlySpan<byte> data, bool allowMaster)
    {
        ReadOnlySpan<byte> password = data.Slice(2, PasswordBytes);
        return (data[0] & 1) != 0 ? allowMaster && password.SequenceEqual(_master) : _takesAny || password.SequenceEqual(_user);
    }
}
