using System.Security.Cryptography;
using Xemu.Testing.Xbe;

namespace Xemu.Kernel.Io.Tests;

/// <summary>The key variables: values of our own, that depend on what a console's depend on.</summary>
public sealed class KeyTests
{
    private const int KeyBytes = 16;

    [Fact]
    public void ProgramKeys_ComeFromTheCertificate()
    {
        byte[] lan = [.. Enumerable.Range(1, KeyBytes).Select(static i => (byte)i)];

        using IoMachine machine = Start(new XbeBuilder { LanKey = lan, SignatureKey = [.. lan.Reverse()] });

        Assert.Equal(Derived(lan), Key(machine, "XboxLANKey"));
        Assert.Equal(Derived([.. lan.Reverse()]), Key(machine, "XboxSignatureKey"));
        Assert.Equal(Derived(new byte[KeyBytes]), Key(machine, "XboxAlternateSignatureKeys", 15 * KeyBytes));
    }

    [Fact]
    public void ConsoleKeys_AreTheSameForEveryProgram()
    {
        using IoMachine first = Start(new XbeBuilder { LanKey = new byte[KeyBytes] });
        using IoMachine second = Start(new XbeBuilder { LanKey = [.. Enumerable.Repeat((byte)7, KeyBytes)] });

        Assert.Equal(Key(first, "XboxEEPROMKey"), Key(second, "XboxEEPROMKey"));
        Assert.NotEqual(new byte[KeyBytes], Key(first, "XboxEEPROMKey"));
        Assert.NotEqual(Key(first, "XboxLANKey"), Key(second, "XboxLANKey"));
    }

#pragma warning disable CA5350 // The console's own derivation is by SHA-1.
    private static byte[] Derived(byte[] key)
    {
        byte[] own = SHA1.HashData("xemu-platform: certificate key"u8);
        return HMACSHA1.HashData(own[..KeyBytes], key)[..KeyBytes];
    }
#pragma warning restore CA5350

    private static byte[] Key(IoMachine machine, string name, int offset = 0)
    {
        byte[] key = new byte[KeyBytes];
        machine.Memory.Read(machine.Kernel.Exports[name].Address + (uint)offset, key);
        return key;
    }

    private static IoMachine Start(XbeBuilder builder)
    {
        byte[] program = builder.AddSection(".text", XbeBuilder.FirstSection, [0xC3], 7).Build();
        var machine = new IoMachine(null, new TestDrive(TestDisc.Create(new Dictionary<string, byte[]> { ["default.xbe"] = program }, new Dictionary<string, byte[]>())));
        Assert.Null(machine.Kernel.Program.Start());
        return machine;
    }
}
