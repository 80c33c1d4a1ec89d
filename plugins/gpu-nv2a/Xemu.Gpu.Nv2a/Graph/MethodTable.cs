using System.Diagnostics.CodeAnalysis;

namespace Xemu.Gpu.Nv2a;

/// <summary>The methods of one class by their offsets.</summary>
internal sealed class MethodTable
{
    private const uint EndOfMethods = 0x2000;

    private readonly MethodDefinition?[] _methods = new MethodDefinition?[EndOfMethods / 4];

    /// <summary>Makes a table.</summary>
    /// <param name="prefix">What stands before the names: <c>NV097</c>.</param>
    /// <param name="definitions">The methods.</param>
    /// <exception cref="ArgumentException">Two of them share an offset.</exception>
    public MethodTable(string prefix, IEnumerable<MethodDefinition> definitions)
    {
        Prefix = prefix;
        foreach (MethodDefinition definition in definitions)
        {
            Add(definition);
        }
    }

    /// <summary>What stands before the names.</summary>
    public string Prefix { get; }

    /// <summary>Looks a method up.</summary>
    /// <param name="method">Its offset.</param>
    /// <param name="definition">What is known of it.</param>
    public bool TryGet(uint method, [NotNullWhen(true)] out MethodDefinition? definition)
    {
        definition = _methods[(method % EndOfMethods) / 4];
        return definition is not null;
    }

    /// <summary>What programs and papers call a method, with its index: <c>NV097_SET_MODEL_VIEW_MATRIX[1][12]</c>.</summary>
    /// <param name="method">Its offset.</param>
    public string NameOf(uint method)
    {
        if (!TryGet(method, out MethodDefinition? definition))
        {
            return $"{Prefix}_{method:X4}";
        }

        uint distance = method - definition.Offset;
        string unit = definition.Count > 1 ? $"[{distance / definition.Stride}]" : string.Empty;
        uint word = (definition.Count > 1 ? distance % definition.Stride : distance) / 4;
        return $"{Prefix}_{definition.Name}{unit}{(definition.Words > 1 ? $"[{word}]" : string.Empty)}";
    }

    private void Add(MethodDefinition definition)
    {
        for (uint unit = 0; unit < definition.Count; unit++)
        {
            for (uint word = 0; word < definition.Words; word++)
            {
                ref MethodDefinition? place = ref _methods[(definition.Offset + (unit * definition.Stride) + (word * 4)) / 4];
                if (place is not null)
                {
                    throw new ArgumentException($"{Prefix}_{definition.Name} and {Prefix}_{place.Name} share an offset.");
                }

                place = definition;
            }
        }
    }
}
