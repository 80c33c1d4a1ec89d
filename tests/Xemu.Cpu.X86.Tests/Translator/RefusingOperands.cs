using System.Reflection;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Operands of a translator that cannot encode one instruction: a mistake of the emitter, for tests.</summary>
internal sealed class RefusingOperands(GuestOperands inner, Mnemonic refused) : GuestOperands
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    public override bool IsContiguous => inner.IsContiguous;

    public override bool AllowHighBytes => inner.AllowHighBytes;

    /// <summary>Gives them to a translator; another engine stays as it is.</summary>
    public static void Install(X86.Interpreter cpu, Mnemonic refused)
    {
        if (cpu is X86.Translator)
        {
            object translator = typeof(X86.Translator).GetField("_translator", Hidden)!.GetValue(cpu)!;
            FieldInfo operands = translator.GetType().GetField("_operands", Hidden)!;
            operands.SetValue(translator, new RefusingOperands((GuestOperands)operands.GetValue(translator)!, refused));
        }
    }

    public override void Reach(X64Writer x, ref Instruction host)
    {
        if (host.Mnemonic == refused)
        {
            throw new EncoderException("refused by a test", host);
        }

        inner.Reach(x, ref host);
    }

    public override void Load(X64Writer x, int to, int register, int displacement) => inner.Load(x, to, register, displacement);

    public override void Store(X64Writer x, int register, int displacement, int from) => inner.Store(x, register, displacement, from);

    public override void StoreImmediate(X64Writer x, int register, int displacement, uint value) => inner.StoreImmediate(x, register, displacement, value);
}
