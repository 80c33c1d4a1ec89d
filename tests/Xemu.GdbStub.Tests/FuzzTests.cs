using System.Text;
using Xemu.Abstractions;

namespace Xemu.GdbStub.Tests;

/// <summary>Whatever a client sends, nothing is thrown, nothing grows, and the next proper packet is answered.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 20_000;

    private static readonly string[] Pieces =
    [
        "$", "#", "+", "-", "\u0003", "}", "*", ":", ";", ",", "=", "/", "g", "G", "m", "M", "X", "Z0,", "z1,", "Z2,", "Z4,", "p", "P", "c", "s", "C05", "vCont;", "vCont;s:1", "vKill",
        "qSupported:", "qXfer:features:read:target.xml:", "qRcmd,", "78702f", "Qqemu.PhyMemMode:1", "Qqemu.sstep=", "0", "ffffffff", "ffffffffffffffff", "fffffffffffffffff", "1000,4", "100,4:",
        "00", "D", "k", "H", "T", "?", "\0", "\u00ff", "\u0080",
    ];

    /// <summary>Every seed that has ever found a fault, and some to start with.</summary>
    public static TheoryData<int> Seeds => [1, 20261123, 0x6DB, 777];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Receive_OfGarbage_HarmsNothing(int seed)
    {
        var random = new Random(seed);
        using var gdb = new Conversation();
        for (int i = 0; i < Rounds; i++)
        {
            string garbage = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            string bytes = random.Next(3) == 0 ? garbage : Encoding.Latin1.GetString(Hex.Frame(garbage));
            Exception? thrown = Record.Exception(() => gdb.Raw(bytes));

            Assert.True(thrown is null, $"seed {seed}, round {i}: {thrown}");
            gdb.Stop(new DebugStop(DebugStopReason.Step));
            Assert.InRange(gdb.Take().Length, 0, 4 * PacketReader.MaxBytes);
        }

        // A half packet may be left: the next start begins anew.
        Assert.EndsWith("$QC1#c5", gdb.Raw("$qC#b4"), StringComparison.Ordinal);
        Assert.InRange(gdb.Cpu.Set.Count, 0, 1000);
    }
}
