using System.Text.Json;

namespace Xemu.Migration.Format.Tests;

/// <summary>What mutants are given to. A loader of its own kind is one more function of this form.</summary>
internal static class MutantTargets
{
    /// <summary>Reads a file to its end in every way that there is.</summary>
    /// <returns>How far it got.</returns>
    public static MutantFate ReadEverything(ISnapshotSource source, SnapshotFile sound)
    {
        SnapshotFile file;
        try
        {
            file = SnapshotFile.Open(source);
        }
        catch (SnapshotFormatException e)
        {
            AssertSentence(e.Message);
            return MutantFate.Refused;
        }

        IReadOnlyList<string> findings = SnapshotVerifier.Verify(file);
        Assert.All(findings, AssertSentence);
        bool isRead = Try(() => SnapshotInspector.WriteText(file, TextWriter.Null));
        isRead &= Try(() => Inspect(file));
        isRead &= Try(() => Assert.InRange(SnapshotDiffer.Compare(file, sound).Take(10_000).Count(), 0, 10_000));
        isRead &= Try(() => Load(file));
        foreach (SnapshotBlock block in file.Blocks)
        {
            isRead &= Try(() => RamExtractor.Extract(file, block, new BoundedSink()));
        }

        if (isRead && findings.Count == 0)
        {
            // Damage that nothing notices may not have changed anything. Without our object it is a file of QEMU's, which has no checksums.
            Assert.Empty(file.IsOurs ? SnapshotDiffer.Compare(file, sound) : []);
            return MutantFate.Loaded;
        }

        return isRead ? MutantFate.Found : MutantFate.Opened;
    }

    private static void Inspect(SnapshotFile file)
    {
        using var json = new Utf8JsonWriter(Stream.Null);
        SnapshotInspector.WriteJson(file, json);
    }

    /// <summary>Loads as a machine would.</summary>
    private static void Load(SnapshotFile file)
    {
        file.CheckState();
        foreach (SnapshotDevice device in file.Devices.Where(device => device.State is not null))
        {
            var reader = new VmStateReader(device.State!);
            if (reader.Has("gpr"))
            {
                reader.Words("gpr", new uint[8]);
                reader.UInt32("eip");
                reader.UInt64("tsc");
                VmStateReader fpu = reader.Part("fpu");
                fpu.UInt16("control");
                fpu.Bytes("registers", new byte[80]);
                reader.Subsection("pending")?.UInt8("vector");
                reader.Bool("halted");
            }

            if (reader.Has("note"))
            {
                reader.Text("note", 100);
                reader.Blob("fifo", 100);
                reader.Timer("tick", out _);
                reader.Timer("idle", out _);
                reader.Int32("signed");
                reader.Int64("wide");
            }

            reader.Finish();
        }
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (SnapshotFormatException e)
        {
            AssertSentence(e.Message);
            return false;
        }
    }

    private static void AssertSentence(string message)
    {
        Assert.InRange(message.Length, 10, 4000);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }
}
