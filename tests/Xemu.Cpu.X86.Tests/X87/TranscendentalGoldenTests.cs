using System.Globalization;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Transcendental functions against results computed with 400 bits: every one correctly rounded.</summary>
public class TranscendentalGoldenTests
{
    private static readonly Dictionary<string, RegisterOperation> Operations = new()
    {
        ["F2XM1"] = (ref c, in a, in _, out r) => X87Exponential.PowerLessOne(ref c, a, out r),
        ["FYL2X"] = X87Logarithm.TimesLog2,
        ["FYL2XP1"] = X87Logarithm.TimesLog2PlusOne,
        ["FPATAN"] = X87Arctangent.Arctangent,
        ["FSIN"] = (ref c, in a, in _, out r) => X87Trigonometry.Sine(ref c, a, out r),
        ["FCOS"] = (ref c, in a, in _, out r) => X87Trigonometry.Cosine(ref c, a, out r),
        ["FPTAN"] = (ref c, in a, in _, out r) => X87Trigonometry.Tangent(ref c, a, out r),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_GoldenOperands_IsCorrectlyRounded(string name)
    {
        string[] lines = [.. ReadLines().Where(l => l.StartsWith(name + " ", StringComparison.Ordinal))];
        var comparison = new Comparison(name, 0);

        foreach (string line in lines)
        {
            string[] parts = line.Split(' ');
            var c = new X87Context((ushort)(X87Context.InitialControl | (int.Parse(parts[1], CultureInfo.InvariantCulture) << 10)));
            _ = Operations[name](ref c, Parse(parts[2]), Parse(parts[3]), out Float80 result);
            comparison.Check(result == Parse(parts[4]), () => $"{line}: ours {result}");
        }

        Assert.NotEmpty(lines);
        comparison.Finish();
    }

    private static string[] ReadLines()
    {
        using Stream stream = typeof(TranscendentalGoldenTests).Assembly.GetManifestResourceStream("Transcendentals.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }

    private static Float80 Parse(string text) => text == "-" ? default : new Float80(
        ulong.Parse(text.AsSpan(5), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        ushort.Parse(text.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
