using System.Buffers.Binary;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>The mode pages, among them the console's security page.</summary>
/// <remarks>
/// Sources: MMC-3 (T10 1363D), 5.5; xboxdevwiki "DVD Drive" for page 0x3E. Not modelled: the drive's answers to the challenges of that page
/// (they come from the disc's security sector), so the response stays zero; the switch to the game partition is stored without effect.
/// </remarks>
internal sealed class DvdModePages : IStateful
{
    private const byte ErrorRecoveryPage = 0x01;
    private const byte CapabilitiesPage = 0x2A;
    private const byte SecurityPage = 0x3E;
    private const byte AllPages = 0x3F;
    private readonly byte[] _errorRecovery = new byte[8];
    private readonly byte[] _security = new byte[20];

    /// <summary>Power-on values.</summary>
    public void Reset()
    {
        Array.Clear(_errorRecovery);
        _errorRecovery[0] = ErrorRecoveryPage;
        _errorRecovery[1] = 6;
        _errorRecovery[3] = 5;
        Array.Clear(_security);
        _security[0] = SecurityPage;
        _security[1] = 18;

        // "If this is not 1, the kernel will reject this as an XGD."
        _security[3] = 1;
    }

    /// <summary>Builds the answer of MODE SENSE(10).</summary>
    /// <param name="page">Page code.</param>
    /// <param name="control">0 present, 1 changeable, 2 default, 3 saved values.</param>
    /// <param name="isLocked">Whether the tray is locked.</param>
    /// <param name="mediumType">The medium type code of the header.</param>
    /// <param name="answer">Receives the answer.</param>
    /// <returns>Its length, or 0: there is no such page.</returns>
    public int Sense(int page, int control, bool isLocked, byte mediumType, Span<byte> answer)
    {
        int length = 8;
        if (page is ErrorRecoveryPage or AllPages)
        {
            length += Append(_errorRecovery, control, answer[length..]);
        }

        if (page is CapabilitiesPage or AllPages)
        {
            length += Append(BuildCapabilities(isLocked), control, answer[length..]);
        }

        if (page is SecurityPage)
        {
            length += Append(_security, control, answer[length..]);
        }

        if (length == 8)
        {
            return 0;
        }

        answer[..8].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(answer, (ushort)(length - 2));
        answer[2] = mediumType;
        return length;
    }

    /// <summary>Takes the parameters of MODE SELECT(10).</summary>
    /// <returns>What is wrong with them, or nothing.</returns>
    public Sense Select(ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length == 0)
        {
            return Ide.Sense.None;
        }

        if (parameters.Length < 8)
        {
            return Ide.Sense.ParameterLength;
        }

        int at = 8 + BinaryPrimitives.ReadUInt16BigEndian(parameters[6..]);
        while (at + 2 <= parameters.Length)
        {
            int length = parameters[at + 1] + 2;
            if (length > parameters.Length - at)
            {
                return Ide.Sense.ParameterLength;
            }

            if (!Store(parameters.Slice(at, length)))
            {
                return Ide.Sense.InvalidParameter;
            }

            at += length;
        }

        return at > parameters.Length ? Ide.Sense.ParameterLength : Ide.Sense.None;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("error-recovery", _errorRecovery);
        state.Bytes("security", _security);
    }

    private static int Append(ReadOnlySpan<byte> page, int control, Span<byte> destination)
    {
        page.CopyTo(destination);
        if (control == 1)
        {
            // Nothing is announced as changeable.
            destination[2..page.Length].Clear();
        }

        return page.Length;
    }

    private static byte[] BuildCapabilities(bool isLocked)
    {
        byte[] page = new byte[22];
        page[0] = CapabilitiesPage;
        page[1] = 20;

        // Reads CD-R, CD-RW and DVD-ROM; mode 2 forms; tray, lock, eject.
        page[2] = 0x0B;
        page[4] = 0x70;
        page[6] = (byte)(0x29 | (isLocked ? 0x02 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(8), 4 * 1385);
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(12), 512);
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(14), 4 * 1385);
        return page;
    }

    private bool Store(ReadOnlySpan<byte> page)
    {
        switch (page[0] & 0x3F)
        {
            case ErrorRecoveryPage when page.Length == 8:
                page[2..].CopyTo(_errorRecovery.AsSpan(2));
                return true;
            case CapabilitiesPage:
                return true;
            case SecurityPage when page.Length == 20:
                StoreSecurity(page);
                return true;
            default:
                return false;
        }
    }

    private void StoreSecurity(ReadOnlySpan<byte> page)
    {
        _security[2] = page[2];
        _security[4] = page[4];
        page.Slice(7, 5).CopyTo(_security.AsSpan(7));
    }
}
