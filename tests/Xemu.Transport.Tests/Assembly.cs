using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// Open descriptors of the process are counted, and child processes inherit what is open.
[assembly: Parallelization(Mode = ParallelMode.None)]

// The transports are for Linux; the tests ask for file modes and /proc.
[assembly: SupportedOSPlatform("linux")]
