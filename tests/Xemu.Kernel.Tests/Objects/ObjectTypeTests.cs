using System.Text;

namespace Xemu.Kernel.Tests.Objects;

/// <summary>The exported OBJECT_TYPEs against what xbox_kernel_test_suite recorded on a console.</summary>
public sealed class ObjectTypeTests : IDisposable
{
    private const uint AllocateProcedure = 0;
    private const uint FreeProcedure = 4;
    private const uint CloseProcedure = 8;
    private const uint DeleteProcedure = 12;
    private const uint ParseProcedure = 16;
    private const uint PoolTag = 24;

    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("ExEventObjectType", "Evev", false, false, false)]
    [InlineData("ExMutantObjectType", "Muta", false, true, false)]
    [InlineData("ExSemaphoreObjectType", "Sema", false, false, false)]
    [InlineData("ExTimerObjectType", "Time", false, true, false)]
    [InlineData("IoCompletionObjectType", "Comp", false, true, false)]
    [InlineData("IoDeviceObjectType", "Devi", false, false, true)]
    [InlineData("IoFileObjectType", "File", true, true, true)]
    [InlineData("ObDirectoryObjectType", "Dire", false, false, false)]
    [InlineData("ObSymbolicLinkObjectType", "Symb", false, true, false)]
    [InlineData("PsThreadObjectType", "Thre", false, false, false)]
    public void Type_Words_AreTheConsoles(string export, string tag, bool closes, bool deletes, bool parses)
    {
        uint type = _kernel.Kernel.Exports[export].Address;

        Assert.Equal(tag, Encoding.Latin1.GetString(_kernel.Bytes(type + PoolTag, 4)));
        Assert.Equal(_kernel.Kernel.Exports["ExAllocatePoolWithTag"].Address, Word(type, AllocateProcedure));
        Assert.Equal(_kernel.Kernel.Exports["ExFreePool"].Address, Word(type, FreeProcedure));
        Assert.Equal((closes, deletes, parses), (IsCode(Word(type, CloseProcedure)), IsCode(Word(type, DeleteProcedure)), IsCode(Word(type, ParseProcedure))));
    }

    private uint Word(uint type, uint offset) => _kernel.Memory.Read32(type + offset);

    /// <summary>0 is none, and all else must be there.</summary>
    private bool IsCode(uint address)
    {
        Assert.True(address == 0 || _kernel.Call("MmIsAddressValid", address) != 0);
        return address != 0;
    }
}
