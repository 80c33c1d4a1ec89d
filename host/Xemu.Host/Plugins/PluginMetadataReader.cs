using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>Reads <see cref="PluginAttribute"/> from a file, so that a wrong contract is seen before a type is created.</summary>
internal static class PluginMetadataReader
{
    private const ushort AttributeProlog = 1;

    /// <summary>Reads.</summary>
    /// <exception cref="PluginException">The file is no plugin.</exception>
    public static PluginMetadata Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
            {
                throw new PluginException($"'{path}' is a native library, not a .NET assembly; a plugin's own assembly bears its folder's name.");
            }

            return Read(path, image.GetMetadataReader());
        }
        catch (Exception e) when (e is BadImageFormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new PluginException($"'{path}' is damaged or no .NET assembly; build or copy it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static PluginMetadata Read(string path, MetadataReader reader)
    {
        AssemblyDefinition assembly = reader.GetAssemblyDefinition();
        string version = assembly.Version.ToString(3);
        BlobReader? plugin = null;
        foreach (CustomAttributeHandle handle in assembly.GetCustomAttributes())
        {
            CustomAttribute attribute = reader.GetCustomAttribute(handle);
            (string space, string name) = TypeName(reader, attribute);
            if (name == nameof(PluginAttribute) && space == typeof(PluginAttribute).Namespace)
            {
                plugin = Arguments(reader, attribute);
            }
            else if (name == "AssemblyInformationalVersionAttribute")
            {
                BlobReader arguments = Arguments(reader, attribute);
                version = (arguments.ReadSerializedString() ?? version).Split('+')[0];
            }
        }

        if (plugin is not { } blob)
        {
            throw new PluginException($"'{path}' has no [assembly: Plugin(…)] attribute, so it is no plugin; remove the folder or add the attribute.");
        }

        // The arguments of PluginAttribute's constructor, in order (ECMA-335 II.23.3); a type is its name and assembly as text.
        string pluginName = blob.ReadSerializedString() ?? string.Empty;
        string entry = (blob.ReadSerializedString() ?? string.Empty).Split(',')[0];
        return new PluginMetadata(
            path, reader.GetString(assembly.Name), version, pluginName, entry, blob.ReadInt32(), blob.ReadInt32());
    }

    private static BlobReader Arguments(MetadataReader reader, CustomAttribute attribute)
    {
        BlobReader blob = reader.GetBlobReader(attribute.Value);
        return blob.ReadUInt16() == AttributeProlog ? blob : throw new BadImageFormatException("Attribute without prolog.");
    }

    private static (string Space, string Name) TypeName(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return (string.Empty, string.Empty);
        }

        EntityHandle parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return (string.Empty, string.Empty);
        }

        TypeReference type = reader.GetTypeReference((TypeReferenceHandle)parent);
        return (reader.GetString(type.Namespace), reader.GetString(type.Name));
    }
}
