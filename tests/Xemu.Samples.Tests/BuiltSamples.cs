using System.Diagnostics;
using Xemu.EndToEnd.Tests;

namespace Xemu.Samples.Tests;

/// <summary>The samples, built as a third party builds them: from a copy of their folder, against the packed contract.</summary>
public sealed class BuiltSamples : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-samples-");

    public BuiltSamples()
    {
        CopySources(Path.Combine(Platform.Root, "samples"), _folder.FullName);
        Pack("abstractions/Xemu.Abstractions");
        Pack("plugins/gpu-nv2a/Xemu.Gpu.Texels");
        Pack("plugins/gpu-nv2a/Xemu.Gpu.Vertices");
        Pack("plugins/renderer-toolkit/Xemu.Renderer.Toolkit");
        LampFolder = Build("device-lamp", "Sample.Lamp");
        AsciiFolder = Build("frontend-ascii", "Sample.Frontend.Ascii");
        ZstdFolder = Build("transport-zstd", "Sample.Transport.Zstd");
        WireframeFolder = Build("renderer-wireframe", "Sample.Renderer.Wireframe");
        GpuFolder = Build("renderer-gpu", "Sample.Renderer.Gpu");
    }

    /// <summary>A folder for the files of a test.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The folder of the built device.</summary>
    public string LampFolder { get; }

    /// <summary>The folder of the built frontend.</summary>
    public string AsciiFolder { get; }

    /// <summary>The folder of the built transport.</summary>
    public string ZstdFolder { get; }

    /// <summary>The folder of the built renderer.</summary>
    public string WireframeFolder { get; }

    /// <summary>The folder of the built renderer on a host GPU.</summary>
    public string GpuFolder { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Pack(string project) => Dotnet(
        Platform.Root, "pack", "-c", "Release", project, "-o", Path.Combine(_folder.FullName, "packages"), $"-p:ArtifactsPath={_folder.FullName}/artifacts");

    /// <summary>Builds into a folder of the assembly's name, where the host looks for it.</summary>
    private string Build(string folder, string assembly)
    {
        string output = Path.Combine(_folder.FullName, "plugins", assembly);
        Dotnet(_folder.FullName, "build", "-c", "Release", Path.Combine(folder, assembly), "-o", output);
        return output;
    }

    private static void CopySources(string from, string to)
    {
        string[] left = ["bin", "obj", "packages"];
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            if (!relative.Split(Path.DirectorySeparatorChar).Intersect(left).Any())
            {
                string target = Path.Combine(to, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }

    private static void Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // What the test runner's own MSBuild has set is not for this one.
        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}\n{errors.Result}");
        }
    }
}
