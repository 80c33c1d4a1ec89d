using System.Text;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Xbe.Tests;

public sealed class XbeVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xemu-xbe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Info_AProgram_ShowsItsParts()
    {
        Call call = Run("info", Write("sample.xbe", Sample.Builder().Build()));

        Assert.Equal(0, call.ExitCode);
        Assert.Contains("Grüße  0x4D530002 (MS-002)", call.Written, StringComparison.Ordinal);
        Assert.Contains("0x00012000  0x00000005          5 bytes at      8192  .text       preload, executable", call.Written, StringComparison.Ordinal);
        Assert.Contains("XBOXKRNL  1.0.5849.1  debug", call.Written, StringComparison.Ordinal);
        Assert.Contains("3 kernel imports, 1 served", call.Written, StringComparison.Ordinal);
        Assert.Contains("      8  DbgPrint\n", call.Written, StringComparison.Ordinal);
        Assert.Contains("     66  IoCreateFile  (not served)\n", call.Written, StringComparison.Ordinal);
        Assert.Contains("    165  ?  (not served)\n", call.Written, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_AsJson_HasTheSame()
    {
        Call call = Run("info", "--json", Write("sample.xbe", Sample.Builder().Build()));

        using var json = JsonDocument.Parse(call.Written);
        JsonElement root = json.RootElement;
        Assert.Equal((0x1_2000, "retail"), (root.GetProperty("entryPoint").GetInt32(), root.GetProperty("keys").GetString()));
        Assert.Equal("Grüße", root.GetProperty("certificate").GetProperty("titleName").GetString());
        Assert.Equal([".thunks", ".text", ".data"], root.GetProperty("sections").EnumerateArray().Select(static s => s.GetProperty("name").GetString()));
        Assert.Equal([true, false, false], root.GetProperty("imports").EnumerateArray().Select(static i => i.GetProperty("served").GetBoolean()));
    }

    [Fact]
    public void Info_AFolder_TakesItsDefaultProgram()
    {
        Write("DEFAULT.xbe", Sample.Builder().Build());

        Assert.Contains("MS-002", Run("info", _folder).Written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "block.raw")]
    [InlineData("CISO", "block.cso")]
    [InlineData("CCIM", "block.cci")]
    [InlineData("MComprHD", "block.chd")]
    [InlineData("QFI\u00FB", "block.qcow2")]
    public void Info_ADisc_TakesItsDefaultProgramFromTheComponentThatAMachineWouldHave(string start, string type)
    {
        string path = Write("game.iso", [.. Encoding.Latin1.GetBytes(start), .. new byte[100]]);
        using var factory = new DiscFactory(Disc(Sample.Builder().Build()));

        Call call = Run(factory, "info", path);

        Assert.True(call.ExitCode == 0, call.Errors);
        Assert.Contains("MS-002", call.Written, StringComparison.Ordinal);
        Assert.Equal([(type, path, "true")], factory.Asked);
        Assert.True(factory.IsDisposed);
    }

    [Fact]
    public void Info_ADiscThatNoPluginOpens_SaysSo()
    {
        using var factory = new DiscFactory(null);

        Call call = Run(factory, "info", Write("a.cso", Encoding.ASCII.GetBytes("CISO".PadRight(100))));

        Assert.Equal((1, "There is no component type 'block.cso'.\n"), (call.ExitCode, call.Errors));
    }

    [Fact]
    public void Info_WhatIsNoProgram_SaysWhy()
    {
        byte[] file = Sample.Builder().Build();
        Sample.Put(file, 0x128, 0);

        Assert.Contains("has entry point 0x00000000 at 0x128", Failure(Write("bad.xbe", file)), StringComparison.Ordinal);
        Assert.Contains("does not exist", Failure(Path.Combine(_folder, "none.xbe")), StringComparison.Ordinal);
        Assert.Contains("has no default.xbe", Failure(_folder), StringComparison.Ordinal);
        Assert.Contains("has 0 bytes", Failure(Write("empty.xbe", [])), StringComparison.Ordinal);
    }

    [Fact]
    public void Info_ATitleWithControlCharacters_ShowsNone()
    {
        byte[] file = Sample.Builder().Build();
        int certificate = BitConverter.ToInt32(file, 0x118) - 0x1_0000;
        Encoding.Unicode.GetBytes("\u001B[2J").CopyTo(file, certificate + 0x0C);

        Assert.DoesNotContain('\u001B', Run("info", Write("a.xbe", file)).Written);
    }

    [Fact]
    public void Run_Wrong_SaysHow()
    {
        Assert.Equal(2, Run().ExitCode);
        Assert.Equal(2, Run("info").ExitCode);
        Assert.Equal(2, Run("info", "--what").ExitCode);
        Assert.Equal(2, Run("run", "a").ExitCode);
    }

    private static byte[] Number(int value) => BitConverter.GetBytes(value);

    /// <summary>A disc of one file, <c>default.xbe</c>.</summary>
    private static byte[] Disc(byte[] program)
    {
        byte[] disc = new byte[0x1_2000 + ((program.Length + 2047) / 2048 * 2048)];
        program.CopyTo(disc, 0x1_2000);
        byte[] descriptor = [.. "MICROSOFT*XBOX*MEDIA"u8, .. Number(34), .. Number(2048)];
        descriptor.CopyTo(disc, 0x1_0000);
        "MICROSOFT*XBOX*MEDIA"u8.CopyTo(disc.AsSpan(0x1_07EC));
        disc.AsSpan(0x1_1000, 2048).Fill(0xFF);
        byte[] entry = [0, 0, 0, 0, .. Number(36), .. Number(program.Length), 0x20, 11, .. "default.xbe"u8];
        entry.CopyTo(disc, 0x1_1000);
        return disc;
    }

    private static Call Run(params string[] arguments)
    {
        using var none = new DiscFactory(null);
        return Run(none, arguments);
    }

    private static Call Run(IComponentFactory factory, params string[] arguments)
    {
        var call = new Call(factory, arguments);
        call.ExitCode = new XbeVerb(static ordinal => ordinal switch { 8 => ("DbgPrint", true), 66 => ("IoCreateFile", false), _ => null }).Definition.Run(call);
        return call;
    }

    private static string Failure(string path)
    {
        Call call = Run("info", path);
        Assert.Equal(1, call.ExitCode);
        return call.Errors;
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private sealed class Call(IComponentFactory factory, string[] arguments) : IVerbContext
    {
        private readonly StringBuilder _output = new();
        private readonly StringBuilder _error = new();

        public int ExitCode { get; set; }

        public string Written => _output.ToString();

        public string Errors => _error.ToString();

        public IReadOnlyList<string> Arguments => arguments;

        public TextWriter Output => new StringWriter(_output);

        public TextWriter Error => new StringWriter(_error);

        public CancellationToken Cancellation => default;

        public bool IsErrorTerminal => false;

        public IComponentFactory Factory => factory;

        public int Invoke(IReadOnlyList<string> arguments) => throw new NotSupportedException();
    }
}
