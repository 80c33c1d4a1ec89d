using System.Reflection;
using System.Runtime.InteropServices;
using Xemu.Testing;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Every byte of the native state is either saved or listed here with the reason why not.</summary>
public sealed unsafe class CpuStateTests
{
    private static readonly Dictionary<string, string> Derived = new()
    {
        ["Zero"] = "constant 0: the register 'none' of address forms",
        ["FlagZ"] = "saved as the EFLAGS it stands for",
        ["FlagSp"] = "saved as the EFLAGS it stands for",
        ["FlagC"] = "saved as the EFLAGS it stands for",
        ["EflagsRest"] = "its bits outside the architectural ones are always 0; the architectural ones have a test of their own",
        ["CurrentOp"] = "points to IdleOp while no block runs",
        ["Link"] = "set and used within the run loop",
        ["Tlb"] = "chosen from CPL, CR0, EFLAGS and DR7",
        ["Attention"] = "rebuilt from lines, flags, shadow, halt and debug hits; faults are delivered before Run returns",
        ["External"] = "requests of other threads, not of the guest",
        ["Epoch"] = "counts invalidations of host caches",
        ["Until"] = "argument of the present Run",
        ["TlbSupervisor"] = "pointer to a cache of the page tables",
        ["TlbUser"] = "pointer to a cache of the page tables",
        ["TlbNone"] = "pointer to a table that is always empty",
        ["CodeTlbSupervisor"] = "pointer to a cache of the page tables",
        ["CodeTlbUser"] = "pointer to a cache of the page tables",
        ["TlbFilled"] = "pointer to a cache of the page tables",
        ["StackMask"] = "follows SS.B",
        ["Mode"] = "follows CS, CPL, CR0 and EFLAGS",
        ["FaultVector"] = "faults are delivered before Run returns",
        ["FaultError"] = "faults are delivered before Run returns",
        ["FaultHasError"] = "faults are delivered before Run returns",
        ["FaultKeepsEip"] = "faults are delivered before Run returns",
        ["Ext"] = "0 outside a delivery",
        ["CodeWatch"] = "follows DR7",
        ["SuppressTrap"] = "lives within one step",
        ["RfLoaded"] = "lives within one step",
        ["PatchedOp"] = "lives within one block",
        ["PatchedHandler"] = "lives within one block",
        ["CurrentBlock"] = "lives within one block",
        ["IdleOp"] = "pointer to a constant op",
        ["CodeBreaks"] = "the debugger's",
        ["DataBreaks"] = "the debugger's",
        ["HoldInterrupts"] = "the debugger's",
        ["PassCount"] = "the debugger's",
        ["PassLinear"] = "the debugger's",
        ["Scratch"] = "lives within one instruction",
        ["ScratchLinear"] = "lives within one instruction",
        ["ScratchSize"] = "lives within one instruction",
        ["XmmPad"] = "padding",
        ["SseGate"] = "follows CR0 and CR4",
        ["FpuGate"] = "pointer; follows CR0, FCW and FSW",
        ["FpuOnHost"] = "the unit's state is saved as it stands in the host's unit",
        ["FpuUsed"] = "what the translator expects",
        ["FpuNote"] = "noted before blocks are left",
        ["FpuImage"] = "pointer",
        ["RepeatCount"] = "lives within one instruction",
        ["Window"] = "pointer",
        ["HostHandle"] = "pointer",
    };

    private static readonly string[] DerivedSegmentFields = ["FlatRead", "FlatWrite", "NarrowTrap"];

    [Fact]
    public void EveryByte_Changed_ChangesTheSavedState()
    {
        using var guest = new Guest();
        var lost = new List<string>();
        byte[] before = StateBytes.Save(guest.Cpu);
        foreach ((string name, int offset, int size) in Fields().Where(static f => !Derived.ContainsKey(f.Name)))
        {
            for (int i = offset; i < offset + size; i++)
            {
                byte* place = (byte*)guest.State + i;
                *place ^= 0x55;
                bool noticed = !before.AsSpan().SequenceEqual(StateBytes.Save(guest.Cpu));
                *place ^= 0x55;
                if (!noticed)
                {
                    lost.Add($"{name}+{i - offset}");
                }
            }
        }

        Assert.Empty(lost);
        Assert.Equal(before, StateBytes.Save(guest.Cpu));
    }

    [Fact]
    public void DerivedFields_AllExist()
    {
        string[] names = [.. Fields().Select(static f => f.Name)];

        Assert.Empty(Derived.Keys.Except(names));
    }

    [Fact]
    public void EflagsBits_Changed_ChangeTheSavedState()
    {
        using var guest = new Guest();
        byte[] before = StateBytes.Save(guest.Cpu);
        uint old = Flags.GetEflags(guest.State);
        var lost = new List<int>();
        for (int bit = 0; bit < 32; bit++)
        {
            if ((Efl.Valid & (1u << bit)) != 0 && bit != 1)
            {
                uint value = old ^ (1u << bit);
                Flags.SetArithmetic(guest.State, value);
                guest.State->EflagsRest = (value & Efl.Valid & ~Efl.Arithmetic) | Efl.Fixed;
                if (before.AsSpan().SequenceEqual(StateBytes.Save(guest.Cpu)))
                {
                    lost.Add(bit);
                }
            }
        }

        Assert.Empty(lost);
    }

    /// <summary>The fields of the struct, those of segments and x87 registers one by one.</summary>
    private static IEnumerable<(string Name, int Offset, int Size)> Fields()
    {
        foreach (FieldInfo field in typeof(CpuState).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            int offset = (int)Marshal.OffsetOf<CpuState>(field.Name);
            if (field.FieldType == typeof(Segment) || field.FieldType == typeof(X87Register))
            {
                foreach (FieldInfo part in field.FieldType.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    if (!DerivedSegmentFields.Contains(part.Name))
                    {
                        yield return ($"{field.Name}.{part.Name}", offset + (int)Marshal.OffsetOf(field.FieldType, part.Name), Marshal.SizeOf(part.FieldType));
                    }
                }
            }
            else
            {
                bool pointer = field.FieldType.IsPointer || field.FieldType.IsFunctionPointer;
                yield return (field.Name, offset, pointer ? IntPtr.Size : Marshal.SizeOf(field.FieldType));
            }
        }
    }
}
