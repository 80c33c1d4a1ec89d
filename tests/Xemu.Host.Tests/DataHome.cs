using System.Runtime.CompilerServices;

namespace Xemu.Host.Tests;

/// <summary>Keeps the tests away from the user's own data and plugins.</summary>
internal static class DataHome
{
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", Directory.CreateTempSubdirectory("xemu-host-tests-data-").FullName);
        Environment.SetEnvironmentVariable("XEMU_DATA_HOME", null);
    }
}
