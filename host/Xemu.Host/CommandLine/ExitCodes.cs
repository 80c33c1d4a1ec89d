namespace Xemu.Host;

/// <summary>What the process's exit code says; a guest's own code passes through.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The run, or the work of a verb, failed.</summary>
    public const int Failed = 1;

    /// <summary>Arguments, the manifest, or a file that it names are wrong: nothing was started.</summary>
    public const int Wrong = 2;

    /// <summary>The two machines of a lockstep run differ.</summary>
    public const int Differs = 3;

    /// <summary>A fault of this program (BSD sysexits: EX_SOFTWARE).</summary>
    public const int Internal = 70;

    /// <summary>Added to the number of the signal that ended the run: 130 after ctrl-C.</summary>
    public const int Signal = 128;

    /// <summary>For <c>--help</c>.</summary>
    public const string Help = """
        Exit codes: 0 done; 1 the run failed; 2 arguments, manifest or a file it names are wrong, nothing was started;
        3 the machines of a lockstep run differ; 70 internal error; 130 ended by ctrl-C. A guest that ends the run with a code of its own gives that code.
        """;
}
