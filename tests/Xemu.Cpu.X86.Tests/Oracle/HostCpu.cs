using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The processor underneath, one 32-bit instruction at a time.</summary>
/// <remarks>
/// Signals are blocked while 32-bit code runs: their handlers would find a foreign stack. Faults of the instruction are no problem, see
/// <see cref="HostStubs"/>. One instance a process.
/// </remarks>
internal sealed unsafe partial class HostCpu : IDisposable
{
    private const int SigSetmask = 2;
    private const int SignalSetBytes = 128;
    private const int ActionBytes = 152;
    private const int SigInfoOnStackNoDefer = 0x4 | 0x0800_0000 | 0x4000_0000;
    private const ulong HardwareCapabilities2 = 26;
    private const ulong FsGsBase = 2;

    // ILL TRAP BUS FPE SEGV
    private static readonly int[] Signals = [4, 5, 7, 8, 11];

    private readonly LowMemory _code = LowMemory.Map(OracleLayout.CodePage, OracleLayout.PageBytes, executable: true);
    private readonly LowMemory _data;
    private readonly HostStubs _machineCode = new();
    private readonly byte* _context = (byte*)OracleLayout.ContextPage;
    private readonly byte[][] _oldActions = new byte[Signals.Length][];
    private readonly byte[] _allBlocked = new byte[SignalSetBytes];
    private readonly byte[] _mask = new byte[SignalSetBytes];

    private HostCpu(LowMemory data)
    {
        _data = data;
        _ = LowMemory.Map(OracleLayout.StubPage, 2 * OracleLayout.PageBytes, executable: true);
        _machineCode.Code.CopyTo(new Span<byte>((void*)OracleLayout.StubPage, (int)OracleLayout.PageBytes));
        PatchFarJump();
        new Span<byte>((void*)OracleLayout.CodePage, (int)OracleLayout.PageBytes).Fill(0xCC);
        *(uint*)(_context + HostContext.Entry32) = _machineCode.Enter32;
        *(ushort*)(_context + HostContext.Entry32 + 4) = OracleLayout.UserCode32;
        Install();
    }

    public static Span<byte> Data => new((void*)OracleLayout.Data, (int)OracleLayout.DataBytes);

    /// <summary>Null with a reason when this host cannot serve.</summary>
    public static HostCpu? TryCreate(bool forceHighData, out string reason)
    {
        if (!ExecutableMemory.IsSupported)
        {
            reason = "The oracle is the processor of a Linux x86-64 host.";
            return null;
        }

        if ((Capabilities(HardwareCapabilities2) & FsGsBase) == 0)
        {
            reason = "The kernel does not let programs set FS and GS (no FSGSBASE).";
            return null;
        }

        LowMemory? data = forceHighData ? null : LowMemory.TryMap(OracleLayout.LowData, OracleLayout.DataBytes, executable: false);
        if (data == null)
        {
            // vm.mmap_min_addr: no 16-bit addresses then.
            OracleLayout.UseHighData();
            data = LowMemory.Map(OracleLayout.HighData, OracleLayout.DataBytes, executable: false);
        }

        reason = string.Empty;
        return new HostCpu(data);
    }

    /// <summary>Runs the instruction from a state to another.</summary>
    public void Run(ReadOnlySpan<byte> instruction, CpuImage before, CpuImage after)
    {
        byte* slot = (byte*)OracleLayout.Slot;
        instruction.CopyTo(new Span<byte>(slot, 15));
        slot[instruction.Length] = 0xE9;
        *(uint*)(slot + instruction.Length + 1) = _machineCode.Exit32 - (OracleLayout.Slot + (uint)instruction.Length + 5);
        before.Gpr.CopyTo(new Span<uint>(_context + HostContext.InGpr, 8));
        before.Segments.CopyTo(new Span<ushort>(_context + HostContext.InSegments, 6));
        before.Fx.CopyTo(new Span<byte>(_context + HostContext.FxIn, CpuImage.FxBytes));
        *(uint*)(_context + HostContext.InEflags) = before.Eflags;
        *(int*)(_context + HostContext.Signal) = 0;
        RunBlocked();
        Unsafe.InitBlock(slot, 0xCC, 24);
        Collect(after, (uint)instruction.Length);
    }

    public void Dispose()
    {
        for (int i = 0; i < Signals.Length; i++)
        {
            _ = SetAction(Signals[i], _oldActions[i], null);
        }

        // The page of the handler stays: another thread may be in it, or about to enter it.
        _code.Dispose();
        _data.Dispose();
    }

    private void RunBlocked()
    {
        int error = ThreadMask(SigSetmask, _allBlocked, _mask);
        if (error != 0)
        {
            throw new Win32Exception(error);
        }

        // SAFETY: the stub saves what the calling convention wants saved, and comes back from every fault.
        ((delegate* unmanaged<void>)_machineCode.Enter64)();
        _ = ThreadMask(SigSetmask, _mask, null);
    }

    private void Collect(CpuImage after, uint length)
    {
        new ReadOnlySpan<ushort>(_context + HostContext.OutSegments, 6).CopyTo(after.Segments);
        after.Segments[1] = OracleLayout.UserCode32;
        new ReadOnlySpan<byte>(_context + HostContext.FxOut, CpuImage.FxBytes).CopyTo(after.Fx);
        if (*(int*)(_context + HostContext.Signal) != 0)
        {
            CollectSignal(after);
            return;
        }

        new ReadOnlySpan<uint>(_context + HostContext.OutGpr, 8).CopyTo(after.Gpr);
        after.Eflags = *(uint*)(_context + HostContext.OutEflags);
        after.Eip = OracleLayout.Slot + length;
        after.Vector = -1;
        after.Error = 0;
    }

    private void CollectSignal(CpuImage after)
    {
        long* registers = (long*)(_context + HostContext.Registers);

        // EAX ECX EDX EBX ESP EBP ESI EDI in the order of gregs.
        ReadOnlySpan<int> order = [13, 14, 12, 11, 15, 10, 9, 8];
        for (int i = 0; i < 8; i++)
        {
            after.Gpr[i] = (uint)registers[order[i]];
        }

        after.Eip = (uint)registers[16];
        after.Eflags = (uint)registers[17] & ~Efl.Rf;
        after.Error = (uint)registers[19];
        after.Vector = (int)registers[20];
        after.Cr2 = (uint)registers[22];
        bool fetch = after.Vector == Fault.PF && after.Cr2 == after.Eip && after.Eip != OracleLayout.Slot;
        bool landed = after.Vector == Fault.BP && after.Eip != OracleLayout.Slot + 1;
        if (fetch || landed)
        {
            // A branch that was taken: the fault is that of its target.
            after.Eip -= landed ? 1u : 0;
            after.Vector = -1;
            after.Error = 0;
        }
    }

    private void PatchFarJump()
    {
        // EA, then the 32-bit offset that the assembler was given a placeholder for.
        Span<byte> stub = new((void*)OracleLayout.StubPage, (int)OracleLayout.PageBytes);
        int at = stub.IndexOf(new byte[] { 0xEA, 0x77, 0x77, 0x77, 0x77 });
        MemoryMarshal.Write(stub[(at + 1)..], _machineCode.Exit64);
    }

    private void Install()
    {
        // Installed first, the translator's handler is what Dispose puts back; else it would be lost to tests beside this one.
        FaultCatcher.Install();
        _allBlocked.AsSpan().Fill(0xFF);
        foreach (int signal in Signals)
        {
            _allBlocked[(signal - 1) / 8] &= (byte)~(1 << ((signal - 1) % 8));
        }

        byte[] action = new byte[ActionBytes];
        MemoryMarshal.Write(action, (ulong)_machineCode.Handler);
        MemoryMarshal.Write(action.AsSpan(8 + SignalSetBytes), SigInfoOnStackNoDefer);
        for (int i = 0; i < Signals.Length; i++)
        {
            // Before the handler can run: another thread's fault goes on to the one before.
            _oldActions[i] = new byte[ActionBytes];
            Check(SetAction(Signals[i], null, _oldActions[i]));
            *(ulong*)(_context + HostContext.OldHandlers + (8 * Signals[i])) = MemoryMarshal.Read<ulong>(_oldActions[i]);
            Check(SetAction(Signals[i], action, null));
        }
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static partial int SetAction(int signal, byte[]? action, byte[]? old);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int ThreadMask(int how, byte[] set, byte[]? old);

    [LibraryImport("libc", EntryPoint = "getauxval")]
    private static partial ulong Capabilities(ulong type);
}
