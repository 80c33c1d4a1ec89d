using System.Security.Cryptography;
using System.Text;
using Xemu.Kernel.Xbe;

namespace Xemu.Kernel.Hle;

/// <summary>The key variables that the kernel exports, with values of our own: none of a console's secrets is known here.</summary>
/// <remarks>
/// What they are made from is as xboxdevwiki has it ("EEPROM", "Kernel/XboxSignatureKey" and the like): the hard disk's key lies in the EEPROM, and the keys for saved games and the network come from the
/// program's certificate. The two constants of the console's firmware that this takes are replaced by digests of texts. So each is the same whenever it is read, on every machine with the same EEPROM and program.
/// </remarks>
internal sealed class ConsoleKeys(Kernel kernel)
{
    private const int KeyBytes = 16;

    private static readonly byte[] EepromKey = Digest("xemu-platform: EEPROM key");
    private static readonly byte[] CertificateKey = Digest("xemu-platform: certificate key");

    /// <summary>Fills in what does not depend on a program.</summary>
    public void WriteConsole()
    {
        Write("XboxEEPROMKey", EepromKey, 0);
        Write("XboxHDKey", kernel.Eeprom.DiskKey, 0);
    }

    /// <summary>Fills in the keys of a program.</summary>
    public void WriteProgram(XbeCertificate certificate)
    {
        Write("XboxLANKey", Derive(certificate.LanKey), 0);
        Write("XboxSignatureKey", Derive(certificate.SignatureKey), 0);
        for (int place = 0; place < certificate.AlternateSignatureKeys.Length; place += KeyBytes)
        {
            Write("XboxAlternateSignatureKeys", Derive(certificate.AlternateSignatureKeys[place..(place + KeyBytes)]), place);
        }
    }

    private void Write(string name, ReadOnlySpan<byte> key, int offset) => kernel.Memory.Write(kernel.Exports[name].Address + (uint)offset, key[..KeyBytes]);

#pragma warning disable CA5350 // The console's own derivation is by SHA-1.
    private static byte[] Derive(byte[] key) => HMACSHA1.HashData(CertificateKey, key);

    private static byte[] Digest(string text) => SHA1.HashData(Encoding.ASCII.GetBytes(text))[..KeyBytes];
#pragma warning restore CA5350
}
