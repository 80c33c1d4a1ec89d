using System.Runtime.InteropServices;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Whether the host has Vulkan.</summary>
internal static class HostVulkan
{
    /// <summary>Skips the test where it has none.</summary>
    public static void Require()
    {
        bool hasDriver = Directory.Exists("/usr/share/vulkan/icd.d") && NativeLibrary.TryLoad("libvulkan.so.1", out _);
        Assert.SkipUnless(hasDriver, "Vulkan is not installed: apt install libvulkan1 mesa-vulkan-drivers");
    }
}
