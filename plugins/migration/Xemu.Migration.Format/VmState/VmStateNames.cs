namespace Xemu.Migration.Format;

/// <summary>Names that the library itself gives to fields.</summary>
internal static class VmStateNames
{
    public const string LengthSuffix = "-length";
    public const string Version = "version";
    public const string Armed = "armed";
    public const string Deadline = "deadline";
}
