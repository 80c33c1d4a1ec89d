using System.Security.Cryptography;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Xc;

#pragma warning disable CA5350 // The console's hash.

/// <summary>SHA-1, HMAC and RC4 against .NET and published values.</summary>
public sealed class XcHashTests : IDisposable
{
    private const int ContextBytes = 116;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Sha_SeededPieces_AgreesWithDotNet()
    {
        var random = new Random(5);
        uint context = _kernel.AllocateAtEnd(ContextBytes);
        uint digest = _kernel.AllocateAtEnd(20);
        uint input = _kernel.Allocate(20_000);
        for (int round = 0; round < 100; round++)
        {
            byte[] bytes = new byte[random.Next(round < 70 ? 300 : 20_000)];
            random.NextBytes(bytes);
            _kernel.Memory.Write(input, bytes);
            _ = _kernel.Call("XcSHAInit", context);
            for (int place = 0; place < bytes.Length;)
            {
                int part = Math.Min(random.Next(0, 200), bytes.Length - place);
                _ = _kernel.Call("XcSHAUpdate", context, input + (uint)place, (uint)part);
                place += part;
            }

            _ = _kernel.Call("XcSHAFinal", context, digest);

            Assert.Equal(SHA1.HashData(bytes), _kernel.Bytes(digest, 20));
        }
    }

    [Fact]
    public void Sha_ContextMovedInTheMidst_GoesOn()
    {
        uint first = _kernel.Allocate(ContextBytes);
        uint second = _kernel.Allocate(ContextBytes);
        uint digest = _kernel.Allocate(20);
        _ = _kernel.Call("XcSHAInit", first);
        _ = _kernel.Call("XcSHAUpdate", first, _kernel.Text("Open Xb"), 7);
        _kernel.Memory.Write(second, _kernel.Bytes(first, ContextBytes));

        _ = _kernel.Call("XcSHAUpdate", second, _kernel.Text("ox"), 2);
        _ = _kernel.Call("XcSHAFinal", second, digest);

        Assert.Equal(SHA1.HashData("Open Xbox"u8), _kernel.Bytes(digest, 20));
    }

    [Fact]
    public void Sha_BrokenContext_StaysWithinIt()
    {
        uint context = _kernel.AllocateAtEnd(ContextBytes);
        _kernel.Memory.Fill(context, ContextBytes, 0xFF);
        uint input = _kernel.Allocate(1000);

        _ = _kernel.Call("XcSHAUpdate", context, input, 1000);
        _ = _kernel.Call("XcSHAFinal", context, input);
    }

    [Fact]
    public void Hmac_Seeded_AgreesWithDotNet()
    {
        var random = new Random(6);
        uint digest = _kernel.Allocate(20);
        for (int round = 0; round < 50; round++)
        {
            byte[] key = new byte[random.Next(100)];
            byte[] bytes = new byte[random.Next(6000)];
            random.NextBytes(key);
            random.NextBytes(bytes);
            uint input = _kernel.Place(bytes);
            uint cut = (uint)random.Next(bytes.Length + 1);

            _ = _kernel.Call("XcHMAC", _kernel.Place(key), (uint)key.Length, input, cut, input + cut, (uint)bytes.Length - cut, digest);

            Assert.Equal(HMACSHA1.HashData(key[..Math.Min(key.Length, 64)], bytes), _kernel.Bytes(digest, 20));
        }
    }

    [Theory]
    [InlineData("Key", "Plaintext", "BBF316E8D940AF0AD3")]
    [InlineData("Wiki", "pedia", "1021BF0420")]
    [InlineData("Secret", "Attack at dawn", "45A01F645FC35B383552544B9BF5")]
    public void Rc4_KnownText_IsEncrypted(string key, string text, string expected)
    {
        uint structure = _kernel.AllocateAtEnd(258);
        uint place = _kernel.Text(text);

        _ = _kernel.Call("XcRC4Key", structure, (uint)key.Length, _kernel.Text(key));
        _ = _kernel.Call("XcRC4Crypt", structure, 3, place);
        _ = _kernel.Call("XcRC4Crypt", structure, (uint)text.Length - 3, place + 3);

        Assert.Equal(expected, Convert.ToHexString(_kernel.Bytes(place, text.Length)));
    }

    [Fact]
    public void Rc4_TwiceOverPages_GivesTheTextBack()
    {
        byte[] bytes = new byte[10_000];
        new Random(7).NextBytes(bytes);
        uint structure = _kernel.Allocate(258);
        uint place = _kernel.Place(bytes);
        uint key = _kernel.Text("key");

        _ = _kernel.Call("XcRC4Key", structure, 3, key);
        _ = _kernel.Call("XcRC4Crypt", structure, 10_000, place);
        byte[] encrypted = _kernel.Bytes(place, bytes.Length);
        _ = _kernel.Call("XcRC4Key", structure, 3, key);
        _ = _kernel.Call("XcRC4Crypt", structure, 10_000, place);

        Assert.NotEqual(bytes, encrypted);
        Assert.Equal(bytes, _kernel.Bytes(place, bytes.Length));
    }

    [Fact]
    public void Rc4_KeyOfNoBytes_RaisesAnException()
    {
        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("XcRC4Key", [_kernel.Allocate(258), 0, 0], out _));

        Assert.Equal(NtStatus.IntegerDivideByZero, _kernel.Memory.Read32(_kernel.Kernel.Exports["KiBugCheckData"].Address + 4));
    }
}
