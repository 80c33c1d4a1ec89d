using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using Xemu.Machine;

namespace Xemu.Cpu.X86.Tests;

/// <summary>barotto/test386.asm, built outside the repository with POST_PORT 0x190 and OUT_PORT 0xE9.</summary>
public sealed class Test386Tests
{
    private const string Variable = "XEMU_TEST386";

    [Fact]
    public void Test386_ToTheEnd_PostsFFAndPrintsItsReference()
    {
        string? path = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(path), $"Set {Variable} to test386.bin; its reference test386-EE-reference.txt must lie beside it.");
        byte[] image = File.ReadAllBytes(path!);
        byte[] reference = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "test386-EE-reference.txt"));
        ulong size = (ulong)image.Length;
        var memory = new AddressSpace("memory", 1UL << 32);
        var ports = new AddressSpace("ports", 1 << 16);
        using var ram = new RamBlock("ram", 16 << 20);
        using var rom = new RamBlock("rom", size);
        memory.MapRam("ram", 0, ram, 0, ram.SizeBytes);
        memory.MapRam("rom-low", 0x10_0000 - size, rom, 0, size, priority: 1, readOnly: true);
        memory.MapRam("rom", 0x1_0000_0000 - size, rom, 0, size, priority: 1, readOnly: true);
        using (RamLease lease = rom.Lease(0, image.Length, RamAccess.Write))
        {
            image.CopyTo(lease.Span);
        }

        var post = new ByteSink();
        var text = new ByteSink();
        ports.MapIo("post", 0x190, 1, post);
        ports.MapIo("out", 0xE9, 1, text);
        using var cpu = new X86.Interpreter(new CpuOptions(), memory, ports, new StoppedClock(), NullLogger.Instance);

        CpuExit exit = cpu.Run(200_000_000);

        Assert.Equal(CpuExit.Halted, exit);
        Assert.Equal(0xFF, post.Bytes[^1]);
        Assert.True(reference.AsSpan().SequenceEqual(text.Bytes.ToArray()), "The text differs from the reference.");
    }
}
