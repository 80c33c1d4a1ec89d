using Xemu.EndToEnd.Tests;

namespace Xemu.Samples.Tests;

/// <summary>Third-party plugins, loaded by manifest.</summary>
public sealed class SampleTests(BuiltSamples samples)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // mov al, 0x5A; mov dx, 0x310; out dx, al; mov al, 0; in al, dx; out 0xF4, al: the lamps come back as the exit code.
    private static readonly byte[] LampProgram = [0xB0, 0x5A, 0xBA, 0x10, 0x03, 0xEE, 0xB0, 0x00, 0xEC, 0xE6, 0xF4, 0xF4];

    // out 0xF4 with 7.
    private static readonly byte[] SevenProgram = [0xB0, 0x07, 0xE6, 0xF4, 0xF4];

    [Fact]
    public void Device_InAManifestThatListsItsDirectory_AnswersTheGuest()
    {
        string rom = Write("lamp.rom", Rom(LampProgram));
        string manifest = WriteText("lamp.toml", $$"""
            manifest = 1
            extends = "bare.toml"
            [plugins]
            directories = ['{{Path.GetDirectoryName(samples.LampFolder)}}']
            [components.rom]
            images = [{ file = '{{rom}}', address = 0xF0000 }, { file = '{{rom}}', address = 0xFFFF0000 }]
            [components.lamp]
            type = "sample.lamp"
            port = 0x310
            """);

        using var refused = new HostProcess(samples.Folder, "run", manifest);
        Assert.Equal(2, refused.Wait(Limit));
        using var host = new HostProcess(samples.Folder, "run", manifest, "--allow-plugins");

        Assert.True(host.Wait(Limit) == 0x5A, host.Error);
    }

    [Fact]
    public void Frontend_OnTheConsole_DrawsTheTestCardWithLetters()
    {
        string picture = Path.Combine(samples.Folder, "picture.txt");
        string manifest = WriteText("ascii.toml", $"""
            manifest = 1
            extends = "xbox.toml"
            [machine]
            time = "deterministic"
            [components.display]
            type = "sample.frontend-ascii"
            source = "gpu"
            file = '{picture}'
            columns = 80
            """);

        using var host = Run("run", manifest, "--stop-after", "2s");

        Assert.True(host.Wait(Limit) == 0, host.Error);
        string[] lines = File.ReadAllLines(picture);
        Assert.Equal((30, 80), (lines.Length, lines[0].Length));

        // The colour bars from grey to black: brightness falls along the line.
        Assert.Equal("****", lines[5].Substring(7, 4));
        Assert.Equal("    ", lines[5].Substring(69, 4));
    }

    [Fact]
    public void Verb_OfThePlugin_Runs()
    {
        using var host = Run("ascii-ramp");

        Assert.True(host.Wait(Limit) == 0, host.Error);
        Assert.Equal(" .:-=+*#%@", host.Output.TrimEnd());
    }

    [Fact]
    public void FileOpener_OfThePlugin_RunsARom()
    {
        using var host = Run("run", Write("seven.rom", Rom(SevenProgram)));

        Assert.True(host.Wait(Limit) == 7, host.Error);
    }

    private HostProcess Run(params string[] arguments) => new(samples.Folder, [.. arguments, "--plugins", Path.GetDirectoryName(samples.AsciiFolder)!]);

    /// <summary>A 64 KiB ROM with a program at its start and a far jump to it (F000:0000) at the reset vector.</summary>
    private static byte[] Rom(byte[] program)
    {
        byte[] rom = new byte[0x1_0000];
        program.CopyTo(rom, 0);
        ((byte[])[0xEA, 0x00, 0x00, 0x00, 0xF0]).CopyTo(rom, 0xFFF0);
        return rom;
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(samples.Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string WriteText(string name, string text)
    {
        string path = Path.Combine(samples.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
