namespace Xemu.Gpu.Nv2a;

/// <summary>The state of Kelvin as registers of PGRAPH: reads show what methods have set, writes change what draws use.</summary>
internal sealed class KelvinRegisters(KelvinState state) : IRegisterShadow
{
    private static readonly RegisterField[]?[] Fields = BuildFields();

    public uint Read(uint register, uint stored)
    {
        foreach (RegisterField field in Fields[register >> 2] ?? [])
        {
            stored = field.Show(stored, state[field.Method]);
        }

        return stored;
    }

    public void Write(uint register, uint value)
    {
        foreach (RegisterField field in Fields[register >> 2] ?? [])
        {
            ref uint word = ref state[field.Method];
            word = field.Take(word, value);
            state.Changed |= KelvinDependencies.Of(field.Method);
        }
    }

    private static RegisterField[]?[] BuildFields()
    {
        var fields = new RegisterField[]?[0x2000 / 4];
        foreach (IGrouping<uint, RegisterField> register in KelvinRegisterTable.All.GroupBy(static f => f.Register))
        {
            fields[register.Key >> 2] = [.. register];
        }

        return fields;
    }
}
