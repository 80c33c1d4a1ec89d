using System.Security.Cryptography;

namespace Xemu.Kernel.Tests.Xc;

#pragma warning disable CA5350, CA5351 // The console's ciphers and hash.

/// <summary>DES and triple DES, against .NET and against the hashes of a console's results (xbox_kernel_test_suite, src/tests/xc).</summary>
public sealed class XcCipherTests : IDisposable
{
    private const uint Odd = uint.MaxValue;
    private readonly TestKernel _kernel = new();
    private readonly uint _key;
    private readonly uint _table;
    private readonly uint _input;
    private readonly uint _output;
    private readonly uint _feedback;

    public XcCipherTests()
    {
        _key = _kernel.AllocateAtEnd(24);
        _table = _kernel.AllocateAtEnd(384);
        _input = _kernel.AllocateAtEnd(40);
        _output = _kernel.AllocateAtEnd(40);
        _feedback = _kernel.AllocateAtEnd(8);
        for (uint i = 0; i < 24; i++)
        {
            _kernel.Memory.Write8(_key + i, (byte)(0x10 + (16 * (i / 8)) + (i % 8)));
        }
    }

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Parity_Key_IsOdd()
    {
        _ = _kernel.Call("XcDESKeyParity", _key, 8);

        Assert.Equal("1010131315151616", Convert.ToHexString(_kernel.Bytes(_key, 8)));
    }

    [Theory]
    [InlineData(0U, 128, "F445751ABDE0893BD86F5D02F387831F7DB839C4")]
    [InlineData(1U, 384, "C2CD963A00633382EB7C25788E4E47A652721FEC")]
    [InlineData(Odd, 384, "C2CD963A00633382EB7C25788E4E47A652721FEC")]
    public void KeyTable_Key_IsTheConsoles(uint cipher, int bytes, string hash)
    {
        MakeTable(cipher);

        Assert.Equal(hash, Hash(_table, bytes));
    }

    [Theory]
    [InlineData(0U, 1U, "2A6C52952C9423E788307285D4CA40E456E8B860")]
    [InlineData(0U, Odd, "2A6C52952C9423E788307285D4CA40E456E8B860")]
    [InlineData(1U, 1U, "39FD7ABF54D25930BD76F1E375E0B495EA493360")]
    [InlineData(Odd, 1U, "39FD7ABF54D25930BD76F1E375E0B495EA493360")]
    [InlineData(1U, Odd, "DA5D184FD10F2E33A1D129FE8B29C27A48813CA2")]
    public void Block_Encrypted_IsTheConsoles(uint cipher, uint operation, string hash)
    {
        MakeTable(cipher);
        _kernel.Memory.Write(_input, "Test\0\0\0\0"u8);

        _ = _kernel.Call("XcBlockCrypt", cipher, _output, _input, _table, operation);

        Assert.Equal(hash, Hash(_output, 8));
    }

    [Theory]
    [InlineData(0U, 1U, 40U, "70D906B78889CA0A1F10A7CCC05FF3FDA3D09E79")]
    [InlineData(0U, 0U, 40U, "1F28FC6217C246A5108CF1D8C57AF62430F648F5")]
    [InlineData(0U, Odd, 40U, "1F28FC6217C246A5108CF1D8C57AF62430F648F5")]
    [InlineData(1U, 1U, 40U, "3134E5A65F3B96EF0E76E7EAF4D34E19F9C11A1D")]
    [InlineData(1U, 0U, 40U, "42E598C066931E81D0C4E247007A0C1F6B7A16BB")]
    [InlineData(1U, Odd, 40U, "42E598C066931E81D0C4E247007A0C1F6B7A16BB")]
    [InlineData(1U, 1U, 11U, "4E9C6DF9CCACA8FE33BA6A30B417090A9B3B8259")]
    public void Chain_Text_IsTheConsoles(uint cipher, uint operation, uint length, string hash)
    {
        MakeTable(cipher);
        _kernel.Memory.Write(_input, "Secret string"u8);
        _kernel.Memory.Fill(_feedback, 8, 0xCC);

        _ = _kernel.Call("XcBlockCryptCBC", cipher, length, _output, _input, _table, operation, _feedback);

        Assert.Equal(hash, Hash(_output, 40));
    }

    [Theory]
    [InlineData(0U)]
    [InlineData(1U)]
    public void Chain_Seeded_AgreesWithDotNet(uint cipher)
    {
        var random = new Random(8);
        uint text = _kernel.Allocate(0x2000);
        for (int round = 0; round < 50; round++)
        {
            byte[] key = new byte[cipher == 0 ? 8 : 24];
            byte[] plain = new byte[8 * random.Next(1, 600)];
            byte[] vector = new byte[8];
            random.NextBytes(key);
            random.NextBytes(plain);
            random.NextBytes(vector);
            using SymmetricAlgorithm reference = cipher == 0 ? DES.Create() : TripleDES.Create();
            reference.Key = key;
            byte[] expected = reference.EncryptCbc(plain, vector, PaddingMode.None);
            _kernel.Memory.Write(_key, key);
            _ = _kernel.Call("XcKeyTable", cipher, _table, _key);
            _kernel.Memory.Write(text, plain);
            _kernel.Memory.Write(_feedback, vector);

            _ = _kernel.Call("XcBlockCryptCBC", cipher, (uint)plain.Length, text, text, _table, 1, _feedback);

            Assert.Equal(expected, _kernel.Bytes(text, plain.Length));
            Assert.Equal(expected[^8..], _kernel.Bytes(_feedback, 8));
            _kernel.Memory.Write(_feedback, vector);
            _ = _kernel.Call("XcBlockCryptCBC", cipher, (uint)plain.Length, text, text, _table, 0, _feedback);
            Assert.Equal(plain, _kernel.Bytes(text, plain.Length));
        }
    }

    [Fact]
    public void WeakKey_Twice_GivesTheTextBack()
    {
        // FIPS 74, 3.6: with a weak key, encryption undoes itself; .NET takes none.
        _kernel.Memory.Fill(_key, 8, 1);
        _ = _kernel.Call("XcKeyTable", 0, _table, _key);
        _kernel.Memory.Write(_input, "weakness"u8);

        _ = _kernel.Call("XcBlockCrypt", 0, _output, _input, _table, 1);
        byte[] once = _kernel.Bytes(_output, 8);
        _ = _kernel.Call("XcBlockCrypt", 0, _output, _output, _table, 1);

        Assert.NotEqual("weakness"u8.ToArray(), once);
        Assert.Equal("weakness"u8.ToArray(), _kernel.Bytes(_output, 8));
    }

    private void MakeTable(uint cipher)
    {
        _ = _kernel.Call("XcDESKeyParity", _key, 24);
        _ = _kernel.Call("XcKeyTable", cipher, _table, _key);
    }

    private string Hash(uint address, int bytes) => Convert.ToHexString(SHA1.HashData(_kernel.Bytes(address, bytes)));
}
