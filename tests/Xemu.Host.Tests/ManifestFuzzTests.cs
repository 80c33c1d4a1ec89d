using System.Text;

namespace Xemu.Host.Tests;

/// <summary>Mutated manifests: whatever they hold, the outcome is a machine or a list of mistakes.</summary>
public sealed class ManifestFuzzTests
{
    private const int Rounds = 6000;

    private static readonly string[] Pieces =
    [
        "=", ".", "\"", "'", "[", "]", "[[", "]]", "{", "}", ",", "\n", "\r", "#", "\\u", "\\UFFFFFFFF", "\0", "\u007f", "ü", "\ufeff", "\u202e", "😀",
        "\"\"\"", "'''", "manifest", "extends = \"everything.toml\"\n", "remove = [\"cpu\"]\n", "[components.cpu]", "type = \"test.everything\"\n", "bus = \"bus\"\n",
        "address = ", "0x", "-", "1e999", "nan", "inf", "99999999999999999999", "2001-11-15T00:00:00Z", "64MiB", "true", "\"cpu\"", "[headless]\nset = [\"a=b\"]\n",
        "[plugins]\ndirectories = [\"/\"]\n", "[plugins.pin]\nx = \"version 1\"\n", "[[components.all.images]]\n",
    ];

    public static TheoryData<int> Seeds => [1, 20011115, 0x0733];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Validate_MutatedManifest_GivesAMachineOrMistakes(int seed)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "manifests", "right");
        byte[][] starts = [.. Directory.GetFiles(folder, "*.toml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        var random = new Random(seed);
        int right = 0;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] mutated = Mutate(starts[i % starts.Length], random);
            try
            {
                right += Bind(mutated, folder) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {i}: {e}\n{Encoding.UTF8.GetString(mutated)}");
            }
        }

        // The mutations must neither all be harmless nor all be fatal, or this tests nothing.
        Assert.InRange(right, Rounds / 100, Rounds * 9 / 10);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Parse_RandomOverride_GivesATableOrMistakes(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Rounds; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var diagnostics = new Diagnostics();

            ManifestTable? table = ManifestOverride.Parse(text, "--set", new ManifestOrigin("--set", "/", 20), diagnostics);

            Assert.NotEqual(table is null, !diagnostics.HasErrors);
        }
    }

    private static bool Bind(byte[] bytes, string folder)
    {
        var diagnostics = new Diagnostics();
        string? text = ManifestFile.Decode(bytes, "fuzz.toml", diagnostics);
        ManifestDocument? document = text is null
            ? null
            : new ManifestLoader("/nonexistent", diagnostics).LoadText(text, Path.Combine(folder, "fuzz.toml"), "fuzz.toml", [], applyHeadless: true);
        BoundMachine? machine = null;
        if (document is not null && !diagnostics.HasErrors)
        {
            new ManifestPlugins(HostFixture.Plugins, allowAll: false, diagnostics).Apply(document.Root);
            machine = new ManifestBinder(HostFixture.Plugins, diagnostics).Bind(document, DateTimeOffset.UnixEpoch);
        }

        Assert.NotEqual(machine is null, !diagnostics.HasErrors);
        Assert.All(diagnostics.Errors, error => Assert.DoesNotContain(error.ToString(), char.IsControl));
        return machine is not null;
    }

    private static byte[] Mutate(byte[] start, Random random)
    {
        List<byte> bytes = [.. start];
        for (int n = random.Next(1, 4); n > 0; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                case 4:
                    MoveLine(bytes, random);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add((byte)'\n');
                    break;
            }
        }

        return [.. bytes];
    }

    private static void MoveLine(List<byte> bytes, Random random)
    {
        List<string> lines = [.. Encoding.Latin1.GetString([.. bytes]).Split('\n')];
        int from = random.Next(lines.Count);
        string line = lines[from];
        lines.RemoveAt(from);
        lines.Insert(random.Next(lines.Count + 1), line);
        bytes.Clear();
        bytes.AddRange(Encoding.Latin1.GetBytes(string.Join('\n', lines)));
    }
}
