namespace Xemu.Cpu.X86;

/// <summary>FXAM. Source: Intel SDM vol. 2, FXAM.</summary>
internal static class X87Examine
{
    /// <summary>Condition codes for a register; an empty one is told by its tag, whatever it holds.</summary>
    public static X87Status Examine(in Float80 a, bool empty)
    {
        int code = (int)(empty ? Float80Class.Empty : a.Class);
        return ((code & 4) != 0 ? X87Status.C3 : 0)
            | ((code & 2) != 0 ? X87Status.C2 : 0)
            | ((code & 1) != 0 ? X87Status.C0 : 0)
            | (a.IsNegative ? X87Status.C1 : 0);
    }
}
