using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Xemu.Cpu.X86.Tests")]
