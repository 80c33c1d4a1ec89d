using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The VGA registers: sequencer, graphics controller, attribute controller, CRTC with the vendor's extensions.</summary>
/// <remarks>
/// Source: envytools rnndb/display/nv_vga.xml; names of the extended CRTC registers: Linux drivers/gpu/drm/nouveau/dispnv04/nvreg.h.
/// Reset values: unverified, zero. Not modelled: text modes, planes, the frame buffer at 0xA0000. CR1F locks the extended registers when it is told to; that they are not locked after a reset: unverified,
/// as is what locking covers (here writes to CR19 and above).
/// </remarks>
internal sealed class Vga : IStateful
{
    private const byte AttributePaletteEnable = 0x20;

    /// <summary>What CR1F keeps when it is unlocked, and when it is locked; it reads as 3 or 0.</summary>
    private const byte Unlocked = 3;
    private const byte Locked = 0x99;

    /// <summary>The first of the extended CRTC registers.</summary>
    private const byte FirstExtended = 0x19;

    private readonly Func<bool> _isInVblank;
    private readonly byte[] _sequencer = new byte[8];
    private readonly byte[] _graphics = new byte[16];
    private readonly byte[] _attributes = new byte[32];
    private readonly byte[] _crtc = new byte[256];
    private byte _sequencerIndex;
    private byte _graphicsIndex;
    private byte _attributeIndex;
    private byte _crtcIndex;
    private byte _misc;
    private byte _feature;
    private byte _enable;

    /// <summary>The next write to 0x3C0 is data.</summary>
    private bool _attributeData;

    public Vga(Func<bool> isInVblank) => _isInVblank = isInVblank;

    public VgaPalette Palette { get; } = new();

    /// <summary>The sequencer blanks the screen (SR01 bit 5).</summary>
    public bool IsScreenOff => (_sequencer[1] & 0x20) != 0;

    public byte Crtc(int index) => _crtc[index];

    public bool TryRead(uint port, VgaUnit via, out byte value)
    {
        if ((UnitOf(port, isWrite: false) & via) == 0)
        {
            value = 0;
            return false;
        }

        value = port switch
        {
            0x3B4 or 0x3D4 => _crtcIndex,
            0x3B5 or 0x3D5 => ReadCrtc(),
            0x3BA or 0x3DA => ReadStatus(),
            0x3C0 => _attributeIndex,
            0x3C1 => _attributes[_attributeIndex & 0x1F],
            0x3C2 => (byte)(_isInVblank() ? 0x80 : 0),
            0x3C3 => _enable,
            0x3C4 => _sequencerIndex,
            0x3C5 => _sequencer[_sequencerIndex & 7],
            0x3CA => _feature,
            0x3CC => _misc,
            0x3CE => _graphicsIndex,
            0x3CF => _graphics[_graphicsIndex & 15],
            _ => Palette.Read(port),
        };
        return true;
    }

    public bool TryWrite(uint port, VgaUnit via, byte value)
    {
        if ((UnitOf(port, isWrite: true) & via) == 0)
        {
            return false;
        }

        switch (port)
        {
            case 0x3B4 or 0x3D4: _crtcIndex = value; break;
            case 0x3B5 or 0x3D5: WriteCrtc(value); break;
            case 0x3BA or 0x3DA: _feature = value; break;
            case 0x3C0: WriteAttribute(value); break;
            case 0x3C2: _misc = value; break;
            case 0x3C3: _enable = value; break;
            case 0x3C4: _sequencerIndex = value; break;
            case 0x3C5: _sequencer[_sequencerIndex & 7] = value; break;
            case 0x3CE: _graphicsIndex = value; break;
            case 0x3CF: _graphics[_graphicsIndex & 15] = value; break;
            default: Palette.Write(port, value); break;
        }

        return true;
    }

    public void Reset()
    {
        Array.Clear(_sequencer);
        Array.Clear(_graphics);
        Array.Clear(_attributes);
        Array.Clear(_crtc);
        _sequencerIndex = _graphicsIndex = _attributeIndex = _crtcIndex = 0;
        _misc = _feature = _enable = 0;
        _attributeData = false;
        Palette.Reset();
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("sequencer", _sequencer);
        state.Bytes("graphics", _graphics);
        state.Bytes("attributes", _attributes);
        state.Bytes("crtc", _crtc);
        state.Field("sequencer-index", ref _sequencerIndex);
        state.Field("graphics-index", ref _graphicsIndex);
        state.Field("attribute-index", ref _attributeIndex);
        state.Field("crtc-index", ref _crtcIndex);
        state.Field("misc", ref _misc);
        state.Field("feature", ref _feature);
        state.Field("enable", ref _enable);
        state.Field("attribute-data", ref _attributeData);
        state.Part("palette", Palette);
    }

    private static VgaUnit UnitOf(uint port, bool isWrite) => port switch
    {
        0x3B4 or 0x3B5 or 0x3BA or 0x3C0 or 0x3D4 or 0x3D5 or 0x3DA => VgaUnit.Cio,
        0x3C1 or 0x3CA => isWrite ? VgaUnit.None : VgaUnit.Cio,
        0x3C2 => isWrite ? VgaUnit.Vio : VgaUnit.Cio,
        0x3C3 or 0x3C4 or 0x3C5 or 0x3CE or 0x3CF => VgaUnit.Vio,
        0x3CC => isWrite ? VgaUnit.None : VgaUnit.Vio,
        0x3C6 or 0x3C7 or 0x3C8 or 0x3C9 => VgaUnit.Dio,
        _ => VgaUnit.None,
    };

    private byte ReadCrtc() => _crtcIndex switch
    {
        0x24 => (byte)(_attributeData ? 0x80 : 0),
        0x26 => _attributeIndex,
        0x1F => (byte)(_crtc[0x1F] == Unlocked ? Unlocked : 0),
        _ => _crtc[_crtcIndex],
    };

    private void WriteCrtc(byte value)
    {
        switch (_crtcIndex)
        {
            // CR11 bit 7 locks CR00 to CR07, save for the line compare bit (IBM VGA).
            case < 0x07 when (_crtc[0x11] & 0x80) != 0:
                break;
            case 0x07 when (_crtc[0x11] & 0x80) != 0:
                _crtc[7] = (byte)((_crtc[7] & ~0x10) | (value & 0x10));
                break;
            case 0x1F:
                _crtc[0x1F] = value switch
                {
                    0x57 => Unlocked,
                    Locked => Locked,
                    _ => _crtc[0x1F],
                };
                break;
            case >= FirstExtended when _crtc[0x1F] == Locked:
                break;
            case 0x22 or 0x24 or 0x26:
                break;
            default:
                _crtc[_crtcIndex] = value;
                break;
        }
    }

    private byte ReadStatus()
    {
        // Bit 3: vertical retrace; bit 0: no picture now. Horizontal blanking is not modelled. Reading resets the attribute flip-flop.
        _attributeData = false;
        return (byte)(_isInVblank() ? 0x09 : 0x00);
    }

    private void WriteAttribute(byte value)
    {
        if (_attributeData)
        {
            _attributes[_attributeIndex & 0x1F] = value;
        }
        else
        {
            _attributeIndex = (byte)(value & (0x1F | AttributePaletteEnable));
        }

        _attributeData = !_attributeData;
    }
}
