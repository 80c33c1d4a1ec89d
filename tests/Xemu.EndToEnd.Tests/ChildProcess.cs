using System.Diagnostics;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>A part of a test in a new process of the same program, which prints what differs; nothing of the test runner starts there.</summary>
internal static class ChildProcess
{
    /// <summary>Starts one and waits for it.</summary>
    /// <param name="variable">Tells it which part it is.</param>
    /// <param name="words">What it is told; no word has a line's end.</param>
    /// <returns>What it printed; empty when nothing differs.</returns>
    public static string Run(string variable, params IEnumerable<string> words)
    {
        string assembly = typeof(ChildProcess).Assembly.Location;
        bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [assembly] : []) { RedirectStandardOutput = true };
        start.Environment[variable] = string.Join('\n', words);
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? output : $"The new process ended with {child.ExitCode}.\n{output}";
    }

    /// <summary>For a module initializer: does the part and ends, in a process that was started for it.</summary>
    /// <param name="variable">Tells which part this is.</param>
    /// <param name="part">Gives the lines to print.</param>
    public static void Serve(string variable, Func<string[], IEnumerable<string>> part)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { } words)
        {
            return;
        }

        int exitCode = 1;
        try
        {
            foreach (string line in part(words.Split('\n')))
            {
                Console.WriteLine(line);
            }

            exitCode = 0;
        }
        catch (Exception e)
        {
            Console.WriteLine(e);
        }

        Environment.Exit(exitCode);
    }

    /// <summary>Puts a machine's state where the other process finds it.</summary>
    public static void Write(MachineSnapshot snapshot, string path)
    {
        using FileStream stream = File.Create(path);
        snapshot.WriteTo(stream);
    }

    /// <summary>Reads what <see cref="Write"/> put there.</summary>
    public static MachineSnapshot Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return MachineSnapshot.ReadFrom(stream);
    }
}
