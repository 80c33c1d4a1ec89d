using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>Opens the disc that a state or a recording names.</summary>
/// <remarks>
/// Who wrote the name may be hostile, and what is opened can be read by the guest. So a disc is opened for reading only; by a type that the loaded
/// plugins offer for media, with no option but the file; from an absolute path; and it reaches the guest only if size and fingerprint are the recorded
/// ones: who names a file must already know what it holds at both ends and in between, and a small one whole. The name shows among the state's fields.
/// </remarks>
internal sealed class DiscOpener(string id, IComponentFactory factory)
{
    /// <summary>Opens it.</summary>
    /// <exception cref="StateException">It cannot be, or is another one.</exception>
    public IBlockDevice Open(DiscRecord record)
    {
        Check(record);
        IComponent component;
        try
        {
            component = factory.Create($"{id}/disc", record.Type, new Dictionary<string, string> { ["file"] = record.File, ["read-only"] = "true" });
        }
        catch (ComponentException e)
        {
            throw new StateException($"Drive '{id}' held a disc from '{record.File}', which cannot be opened again: {e.Message} Bring the file back, or give the drive the same disc by 'medium'.");
        }

        if (component is IBlockDevice { IsReadOnly: true } disc && record.HasContentOf(disc))
        {
            return disc;
        }

        component.Dispose();
        throw new StateException($"File '{record.File}' is another disc than the one that drive '{id}' held (of {record.SizeBytes} bytes); bring the old file back, or give the drive the same disc by 'medium'.");
    }

    private void Check(DiscRecord record)
    {
        if (record.Type.Length == 0)
        {
            throw new StateException($"Drive '{id}' held a disc of {record.SizeBytes} bytes that came from no file, so it cannot be opened again; give the drive the same disc by 'medium'.");
        }

        ComponentTypeInfo? type = factory.Types.FirstOrDefault(t => t.Name == record.Type);
        if (type is null || !typeof(IBlockDevice).IsAssignableFrom(type.Component) || !typeof(IMediumSource).IsAssignableFrom(type.Component))
        {
            throw new StateException($"Drive '{id}' held a disc of type '{record.Type}', which no loaded plugin offers for discs; load the plugin that does, or give the drive the same disc by 'medium'.");
        }

        if (!Path.IsPathFullyQualified(record.File) || record.File.Contains('\0', StringComparison.Ordinal))
        {
            throw new StateException($"Field 'file' of drive '{id}' is '{record.File.Replace('\0', '?')}', which is no absolute path; the snapshot is damaged.");
        }
    }
}
