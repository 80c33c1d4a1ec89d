namespace Xemu.Host;

/// <summary>The keys that the host itself reads.</summary>
internal static class ManifestKeys
{
    public const string Manifest = "manifest";
    public const string Extends = "extends";
    public const string Remove = "remove";
    public const string Machine = "machine";
    public const string Plugins = "plugins";
    public const string Headless = "headless";
    public const string Components = "components";
    public const string Type = "type";
    public const string Bus = "bus";
    public const string Address = "address";

    /// <summary>The keys that may stand at the top.</summary>
    public static readonly string[] Top = [Manifest, Extends, Remove, Machine, Plugins, Headless, Components];
}
