using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Guest memory at GS, with addresses of 32 bits.</summary>
internal sealed class WindowOperands : GuestOperands
{
    public override bool IsContiguous => true;

    public override bool AllowHighBytes => true;

    public override void Reach(X64Writer x, ref Instruction host)
    {
    }

    public override void Load(X64Writer x, int to, int register, int displacement) => x.LoadGuest(to, register, displacement);

    public override void Store(X64Writer x, int register, int displacement, int from) => x.StoreGuest(register, displacement, from);

    public override void StoreImmediate(X64Writer x, int register, int displacement, uint value) => x.StoreGuestImmediate(register, displacement, value);
}
