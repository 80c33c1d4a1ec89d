using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Xc;

/// <summary>The vector of the crypto routines: what the guest's code becomes.</summary>
public sealed class XcVectorTests : IDisposable
{
    private const int VectorWords = 16;
    private const int Hmac = 5;
    private const uint Routine = 0x0012_3456;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Update_OneRoutine_MakesItsStubAJump()
    {
        byte[] before = Stub("XcSHAInit");
        uint vector = _kernel.Allocate(4 * VectorWords);
        _kernel.Memory.Write32(vector + (4 * Hmac), Routine);

        _ = _kernel.Call("XcUpdateCrypto", vector, 0);

        Assert.Equal(Routine, Target(_kernel.Kernel.Exports["XcHMAC"].Address));
        Assert.Equal(before, Stub("XcSHAInit"));
    }

    [Fact]
    public void Update_ForTheRomsVector_GivesRoutinesThatReachThePlatform()
    {
        ExportRow row = _kernel.Kernel.Exports["XcHMAC"];
        uint rom = _kernel.Allocate(4 * VectorWords);
        uint replaced = _kernel.Allocate(4 * VectorWords);
        _kernel.Memory.Write32(replaced + (4 * Hmac), Routine);

        _ = _kernel.Call("XcUpdateCrypto", replaced, 0);
        _ = _kernel.Call("XcUpdateCrypto", _kernel.Allocate(4 * VectorWords), rom);

        uint routine = _kernel.Memory.Read32(rom + (4 * Hmac));
        Assert.Equal(0xB8, _kernel.Memory.Read8(routine));
        Assert.Equal((uint)row.Ordinal, _kernel.Memory.Read32(routine + 1));
        Assert.Equal(row.Address + 5, Target(routine + 5));
        Assert.Equal(0xE8, _kernel.Memory.Read8(row.Address + 5));
    }

    [Fact]
    public void Stub_OfEachRoutine_BeginsWithItsNumberAndACall()
    {
        string[] names = [.. _kernel.Kernel.Exports.Rows.Where(static r => r.Ordinal is >= 335 and <= 350).Select(static r => r.Name)];

        Assert.Equal(VectorWords, names.Length);
        Assert.All(names, name => Assert.Equal([0xB8, (byte)_kernel.Kernel.Exports[name].Ordinal, 1, 0, 0, 0xE8], Stub(name)[..6]));
    }

    [Fact]
    public void RomRoutines_Place_IsNotCode() =>
        Assert.True(_kernel.Kernel.Code.Bytes.Length + XcExports.RomBytes + FscExports.StateBytes <= KernelLayout.CodeBytes);

    [Fact]
    public void CryptService_Anything_IsZero() => Assert.Equal(0U, _kernel.Call("XcCryptService", uint.MaxValue, 0));

    private byte[] Stub(string name) => _kernel.Bytes(_kernel.Kernel.Exports[name].Address, 10);

    private uint Target(uint jump)
    {
        Assert.Equal(0xE9, _kernel.Memory.Read8(jump));
        return jump + 5 + _kernel.Memory.Read32(jump + 1);
    }
}
