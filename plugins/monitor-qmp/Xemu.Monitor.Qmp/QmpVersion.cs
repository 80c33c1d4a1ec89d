using System.Reflection;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>What clients are told about versions.</summary>
internal static class QmpVersion
{
    /// <summary>The QEMU whose protocol this is: clients look at the number before they use newer commands.</summary>
    public const int Major = 10;

    /// <summary>See <see cref="Major"/>.</summary>
    public const int Minor = 0;

    /// <summary>See <see cref="Major"/>.</summary>
    public const int Micro = 2;

    /// <summary>Our own name and version.</summary>
    public static string Package { get; } =
        $"Xemu.Platform {typeof(QmpVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unversioned"}";

    /// <summary>QEMU's VersionInfo.</summary>
    public static JsonObject ToJson() => new()
    {
        ["qemu"] = new JsonObject { ["major"] = Major, ["minor"] = Minor, ["micro"] = Micro },
        ["package"] = Package,
    };
}
