using System.Diagnostics;

namespace Xemu.EndToEnd.Tests;

/// <summary>The real gdb.</summary>
internal static class Gdb
{
    /// <summary>A Python line for gdb: ctrl-C a moment later, when the machine runs.</summary>
    public const string InterruptAfterAWhile =
        "python import threading; threading.Timer(0.5, lambda: gdb.post_event(lambda: gdb.execute(\"interrupt\"))).start()";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Skips a test where there is no gdb.</summary>
    public static void Require() =>
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "gdb"))),
            "There is no gdb on this machine.");

    /// <summary>Attaches, runs commands one after the other, and gives all that gdb printed.</summary>
    public static string Run(string target, params string[] commands)
    {
        string[] all = ["set pagination off", "set confirm off", "set architecture i386", $"target remote {target}", .. commands];
        var start = new ProcessStartInfo("gdb", ["-q", "-nx", "-batch", .. all.SelectMany(static c => new[] { "-ex", c })])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process gdb = Process.Start(start)!;
        gdb.StandardInput.Close();
        Task<string> error = gdb.StandardError.ReadToEndAsync();
        Task<string> output = gdb.StandardOutput.ReadToEndAsync();
        if (!gdb.WaitForExit(Limit))
        {
            gdb.Kill(entireProcessTree: true);
            Assert.Fail($"gdb did not end in {Limit}:\n{output.Result}\n{error.Result}");
        }

        string text = output.Result + error.Result;
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        return text;
    }
}
