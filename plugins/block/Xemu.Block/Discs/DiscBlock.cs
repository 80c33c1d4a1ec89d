using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A disc as a component: a folder or a compressed image.</summary>
public sealed class DiscBlock : BlockComponent
{
    private DiscBlock(DiscImage image, string type, string path)
        : base(image, type, path)
    {
    }

    /// <summary>Makes a component type of the plugin.</summary>
    internal static ComponentType<DiscOptions, DiscBlock> Type(string name, string description, Func<string, DiscImage> open)
    {
        return new ComponentType<DiscOptions, DiscBlock>(name, description, Create) { CreateShadow = Create };

        DiscBlock Create(DiscOptions options, IComponentContext context)
        {
            string path = options.File.FullPath;
            return options.ReadOnly
                ? new DiscBlock(open(path), name, path)
                : throw new ComponentException($"Disc '{path}' is of type {name}, which cannot be written; leave out read-only = false, or unpack the disc with 'iso unpack'.");
        }
    }
}
