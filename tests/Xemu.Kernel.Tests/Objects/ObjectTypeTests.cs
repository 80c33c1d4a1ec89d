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

    [Theory]
    [InlineData(0U)]
    [InlineData(0x0012_0000U)]
    public void Delete_ObjectOfAProgramsType_FreesItAfterItsProcedure(uint procedure)
    {
        uint type = _kernel.Allocate(0x40);
        _kernel.Memory.Write32(type + DeleteProcedure, procedure);
        Assert.Equal(0U, _kernel.Call("ObCreateObject", type, 0, 0x20, type + 0x20));
        uint obj = _kernel.Memory.Read32(type + 0x20);

        CallOutcome outcome = _kernel.Invoke("ObfDereferenceObject", [obj], out _);

        Assert.Equal(procedure == 0 ? CallOutcome.Returned : CallOutcome.Suspended, outcome);
        byte[] saved = Xemu.Testing.StateBytes.Save(_kernel.Kernel.Objects);
        Xemu.Testing.StateBytes.Load(_kernel.Kernel.Objects, saved);
        Return(procedure);
        Assert.Equal(obj, _kernel.Kernel.Objects.CreateBody(type, 0, 0x20));
    }

    /// <summary>The procedure takes its return address and its argument off, and comes back through the trap code.</summary>
    private void Return(uint procedure)
    {
        if (procedure != 0)
        {
            uint frame = _kernel.ResumedFrame;
            Assert.Equal(procedure, _kernel.Memory.Read32(frame + Hle.TrapFrame.Eip));
            uint below = frame + 8;
            _kernel.Memory.Fill(below, Hle.TrapFrame.Bytes, 0);
            _kernel.Memory.Write32(below + Hle.TrapFrame.Code, Hle.TrapCode.CallbackReturned);
            _kernel.Kernel.Traps.OnTrap(below);
        }
    }

    private uint Word(uint type, uint offset) => _kernel.Memory.Read32(type + offset);

    /// <summary>0 is none, and all else must be there.</summary>
    private bool IsCode(uint address)
    {
        Assert.True(address == 0 || _kernel.Call("MmIsAddressValid", address) != 0);
        return address != 0;
    }
}
