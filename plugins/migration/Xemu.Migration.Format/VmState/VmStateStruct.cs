namespace Xemu.Migration.Format;

/// <summary>A described struct: a section, a part, or a subsection.</summary>
/// <param name="VmsdName">Name of the description.</param>
/// <param name="Version">Its version.</param>
/// <param name="Fields">Fields in order.</param>
/// <param name="Subsections">Subsections in order, behind the fields.</param>
public sealed record VmStateStruct(string VmsdName, uint Version, IReadOnlyList<VmStateField> Fields, IReadOnlyList<VmStateStruct> Subsections)
{
    /// <summary>Bytes that it takes in the file, as the description has it.</summary>
    /// <exception cref="SnapshotFormatException">More than a section may have.</exception>
    public long Size()
    {
        long sum = 0;
        foreach (VmStateField field in Fields)
        {
            Add(field.Size, field.Count);
        }

        foreach (VmStateStruct subsection in Subsections)
        {
            Add(1 + 1 + subsection.VmsdName.Length + 4, 1);
            Add(subsection.Size(), 1);
        }

        return sum;

        void Add(long size, long count)
        {
            if (size > FormatLimits.SectionBytes || (sum += size * count) > FormatLimits.SectionBytes)
            {
                throw new SnapshotFormatException(
                    $"Description '{VmsdName}' claims more than {FormatLimits.SectionBytes} bytes, which no section may have.");
            }
        }
    }
}
