using System.Numerics;
using System.Security.Cryptography;

namespace Xemu.Kernel.Tests.Xc;

#pragma warning disable CA5350, CA5385 // The console's hash and key lengths.

/// <summary>RSA and modular powers, against .NET. Facts of a console's answers: xbox_kernel_test_suite, src/tests/xc/suite/PK.c.</summary>
public sealed class XcKeyTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(1024)]
    [InlineData(2048)]
    public void EncryptThenDecrypt_Text_ComesBack(int bits)
    {
        using RSA rsa = RSA.Create(bits);
        RSAParameters parameters = rsa.ExportParameters(includePrivateParameters: true);
        (uint publicKey, uint privateKey) = (_kernel.Place(PublicKey(parameters)), _kernel.Place(PrivateKey(parameters)));
        int bytes = (bits / 8) + 8;
        byte[] text = new byte[bytes];
        "Encrypt me"u8.CopyTo(text);
        uint place = _kernel.AllocateAtEnd(bytes);
        _kernel.Memory.Write(place, text);

        Assert.Equal((uint)bytes, _kernel.Call("XcPKGetKeyLen", publicKey));
        Assert.Equal(1U, _kernel.Call("XcPKEncPublic", publicKey, place, place));
        byte[] encrypted = _kernel.Bytes(place, bytes);
        Assert.Equal(1U, _kernel.Call("XcPKDecPrivate", privateKey, place, place));

        Assert.Equal(Power(text, parameters.Exponent!, parameters.Modulus!), new BigInteger(encrypted, isUnsigned: true));
        Assert.Equal(text, _kernel.Bytes(place, bytes));
    }

    [Theory]
    [InlineData("XcPKEncPublic", 0x3241_5352U)]
    [InlineData("XcPKDecPrivate", 0x3141_5352U)]
    [InlineData("XcPKEncPublic", 0xCCCC_CCCCU)]
    public void Apply_WrongMagic_IsRefused(string export, uint magic)
    {
        uint key = _kernel.Allocate(2048);
        uint output = _kernel.Allocate(264);
        _kernel.Memory.Fill(key, 2048, 1);
        _kernel.Memory.Write32(key, magic);
        _kernel.Memory.Write32(key + 8, 2048);

        Assert.Equal(0U, _kernel.Call(export, key, _kernel.Allocate(264), output));

        Assert.All(_kernel.Bytes(output, 264), static b => Assert.Equal(0, b));
    }

    [Theory]
    [InlineData("XcPKEncPublic", 0x3141_5352U, 0)]
    [InlineData("XcPKEncPublic", 0x3141_5352U, 0xCC)]
    [InlineData("XcPKDecPrivate", 0x3241_5352U, 0)]
    [InlineData("XcPKDecPrivate", 0x3241_5352U, 0xCC)]
    public void Apply_BrokenKey_Ends(string export, uint magic, int filler)
    {
        uint key = _kernel.Allocate(4096);
        _kernel.Memory.Fill(key, 4096, (byte)filler);
        _kernel.Memory.Write32(key, magic);
        _kernel.Memory.Write32(key + 8, filler == 0 ? 2048U : uint.MaxValue);

        Assert.Equal(0U, _kernel.Call(export, key, _kernel.Allocate(1024), _kernel.Allocate(1024)));
    }

    [Fact]
    public void Verify_Signature_IsOfItsDigestAlone()
    {
        using RSA rsa = RSA.Create(2048);
        byte[] digest = SHA1.HashData("Open Xbox"u8);
        byte[] signature = rsa.SignHash(digest, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
        signature.AsSpan().Reverse();
        uint key = _kernel.Place(PublicKey(rsa.ExportParameters(false)));
        uint place = _kernel.Place(signature);

        Assert.Equal(1U, _kernel.Call("XcVerifyPKCS1Signature", place, key, _kernel.Place(digest)));
        Assert.Equal(0U, _kernel.Call("XcVerifyPKCS1Signature", place, key, _kernel.Place([.. digest.Reverse()])));
        _kernel.Memory.Write8(place, (byte)(signature[0] ^ 1));
        Assert.Equal(0U, _kernel.Call("XcVerifyPKCS1Signature", place, key, _kernel.Place(digest)));
    }

    [Fact]
    public void ModExp_OneWord_IsAsOnTheConsole()
    {
        uint numbers = _kernel.Place([0x10, 0, 0, 0, 0x20, 0, 0, 0, 0x30, 0, 0, 0]);
        uint result = _kernel.Allocate(4);

        Assert.Equal(1U, _kernel.Call("XcModExp", result, numbers, numbers + 4, numbers + 8, 1));

        Assert.Equal(0x10U, _kernel.Memory.Read32(result));
    }

    [Fact]
    public void ModExp_Seeded_AgreesWithDotNet()
    {
        var random = new Random(9);
        uint place = _kernel.Allocate(4096);
        for (int round = 0; round < 20; round++)
        {
            int words = random.Next(1, 33);
            byte[] numbers = new byte[words * 12];
            random.NextBytes(numbers);
            _kernel.Memory.Write(place, numbers);
            var (first, second, third) = (Number(numbers, words, 0), Number(numbers, words, 1), Number(numbers, words, 2));
            uint length = (uint)words * 4;

            Assert.Equal(1U, _kernel.Call("XcModExp", place, place, place + length, place + (2 * length), (uint)words));

            Assert.Equal(BigInteger.ModPow(first, second, third), new BigInteger(_kernel.Bytes(place, words * 4), isUnsigned: true));
        }
    }

    [Theory]
    [InlineData(0U)]
    [InlineData(1U)]
    [InlineData(129U)]
    [InlineData(uint.MaxValue)]
    public void ModExp_ModulusOfZeroOrOddSize_IsRefused(uint words)
    {
        uint zeros = _kernel.Allocate(4096);

        Assert.Equal(0U, _kernel.Call("XcModExp", zeros, zeros, zeros, zeros, words));
    }

    private static BigInteger Number(byte[] numbers, int words, int index) => new(numbers.AsSpan(index * words * 4, words * 4), isUnsigned: true);

    private static BigInteger Power(byte[] text, byte[] exponent, byte[] modulus) => BigInteger.ModPow(
        new BigInteger(text, isUnsigned: true), new BigInteger(exponent, isUnsigned: true, isBigEndian: true), new BigInteger(modulus, isUnsigned: true, isBigEndian: true));

    private static byte[] PublicKey(RSAParameters key) => [.. Header("RSA1"u8, key), .. Little(key.Modulus!, key.Modulus!.Length + 8)];

    private static byte[] PrivateKey(RSAParameters key)
    {
        int half = (key.Modulus!.Length / 2) + 4;
        return
        [
            .. Header("RSA2"u8, key), .. Little(key.Modulus!, key.Modulus!.Length + 8),
            .. Little(key.P!, half), .. Little(key.Q!, half), .. Little(key.DP!, half), .. Little(key.DQ!, half), .. Little(key.InverseQ!, half),
        ];
    }

    private static byte[] Header(ReadOnlySpan<byte> magic, RSAParameters key) =>
    [
        .. magic, .. BitConverter.GetBytes(key.Modulus!.Length + 8), .. BitConverter.GetBytes(key.Modulus!.Length * 8), .. BitConverter.GetBytes(key.Modulus!.Length - 1), .. Little(key.Exponent!, 4),
    ];

    private static byte[] Little(byte[] number, int bytes)
    {
        byte[] result = new byte[bytes];
        number.CopyTo(result, 0);
        result.AsSpan(0, number.Length).Reverse();
        return result;
    }
}
