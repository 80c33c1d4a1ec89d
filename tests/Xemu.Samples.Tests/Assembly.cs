using Xemu.Samples.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Built once for all classes; the transport's suite counts the open descriptors of the process.
[assembly: AssemblyFixture(typeof(BuiltSamples))]
[assembly: Parallelization(Mode = ParallelMode.None)]
