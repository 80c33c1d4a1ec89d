using FsCheck;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Takes FsCheck's reports: only the outcome matters here, for the property keeps the program that failed last, which is the smallest.</summary>
internal sealed class MeanRunner : IRunner
{
    /// <summary>The outcome of the last check.</summary>
    public FsCheck.TestResult? Result { get; private set; }

    public void OnStartFixture(Type value)
    {
    }

    public void OnArguments(int value, FSharpList<object> list, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> function)
    {
    }

    public void OnShrink(FSharpList<object> value, FSharpFunc<FSharpList<object>, string> function)
    {
    }

    public void OnFinished(string name, FsCheck.TestResult value) => Result = value;
}
