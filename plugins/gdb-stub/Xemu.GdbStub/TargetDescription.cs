using System.Globalization;
using System.Text;

namespace Xemu.GdbStub;

/// <summary>The registers in gdb's order and the description that tells gdb so.</summary>
/// <remarks>GDB manual, "Standard Target Features", "i386 Features". A feature that gdb does not know adds plain registers.</remarks>
internal static class TargetDescription
{
    private const string Core = "org.gnu.gdb.i386.core";
    private const string Sse = "org.gnu.gdb.i386.sse";
    private const string System = "org.xemu.i386.system";

    private static readonly string[] XmmParts =
    [
        "<vector id=\"v8i8\" type=\"int8\" count=\"16\"/>", "<vector id=\"v4i16\" type=\"int16\" count=\"8\"/>",
        "<vector id=\"v4i32\" type=\"int32\" count=\"4\"/>", "<vector id=\"v2i64\" type=\"int64\" count=\"2\"/>",
        "<vector id=\"v4f\" type=\"ieee_single\" count=\"4\"/>", "<vector id=\"v2d\" type=\"ieee_double\" count=\"2\"/>",
        "<union id=\"vec128\"><field name=\"v4_float\" type=\"v4f\"/><field name=\"v2_double\" type=\"v2d\"/><field name=\"v16_int8\" type=\"v8i8\"/>"
        + "<field name=\"v8_int16\" type=\"v4i16\"/><field name=\"v4_int32\" type=\"v4i32\"/><field name=\"v2_int64\" type=\"v2i64\"/><field name=\"uint128\" type=\"uint128\"/></union>",
    ];

    /// <summary>Every register by gdb's number.</summary>
    public static IReadOnlyList<TargetRegister> Registers { get; } = [.. List()];

    /// <summary>The description, <c>target.xml</c>.</summary>
    public static string Xml { get; } = Build();

    private static IEnumerable<TargetRegister> List()
    {
        foreach (string name in (string[])["eax", "ecx", "edx", "ebx"])
        {
            yield return new TargetRegister(name, 32, "int32", Core);
        }

        yield return new TargetRegister("esp", 32, "data_ptr", Core);
        yield return new TargetRegister("ebp", 32, "data_ptr", Core);
        yield return new TargetRegister("esi", 32, "int32", Core);
        yield return new TargetRegister("edi", 32, "int32", Core);
        yield return new TargetRegister("eip", 32, "code_ptr", Core);
        yield return new TargetRegister("eflags", 32, "i386_eflags", Core);
        foreach (string name in (string[])["cs", "ss", "ds", "es", "fs", "gs"])
        {
            yield return new TargetRegister(name, 32, "int32", Core);
        }

        for (int i = 0; i < 8; i++)
        {
            yield return new TargetRegister($"st{i}", 80, "i387_ext", Core);
        }

        foreach (string name in (string[])["fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop"])
        {
            yield return new TargetRegister(name, 32, "int", Core) { Group = "float" };
        }

        for (int i = 0; i < 8; i++)
        {
            yield return new TargetRegister($"xmm{i}", 128, "vec128", Sse);
        }

        yield return new TargetRegister("mxcsr", 32, "i386_mxcsr", Sse) { Group = "vector" };
        foreach (string name in (string[])["cr0", "cr2", "cr3", "cr4"])
        {
            yield return new TargetRegister(name, 32, "int32", System) { Group = "system" };
        }
    }

    private static string Build()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target>\n<architecture>i386</architecture>\n");
        foreach (IGrouping<string, TargetRegister> feature in Registers.GroupBy(static r => r.Feature))
        {
            xml.Append(CultureInfo.InvariantCulture, $"<feature name=\"{feature.Key}\">\n").Append(Types(feature.Key));
            foreach (TargetRegister r in feature)
            {
                string group = r.Group is null ? "" : $" group=\"{r.Group}\"";
                xml.Append(CultureInfo.InvariantCulture, $"<reg name=\"{r.Name}\" bitsize=\"{r.Bits}\" type=\"{r.Type}\"{group}/>\n");
            }

            xml.Append("</feature>\n");
        }

        return xml.Append("</target>\n").ToString();
    }

    private static string Types(string feature) => feature switch
    {
        Core => Flags("i386_eflags", "CF 0", "PF 2", "AF 4", "ZF 6", "SF 7", "TF 8", "IF 9", "DF 10", "OF 11", "NT 14", "RF 16", "VM 17", "AC 18", "VIF 19", "VIP 20", "ID 21"),
        Sse => string.Concat(XmmParts) + Flags("i386_mxcsr", "IE 0", "DE 1", "ZE 2", "OE 3", "UE 4", "PE 5", "IM 7", "DM 8", "ZM 9", "OM 10", "UM 11", "PM 12", "FZ 15"),
        _ => "",
    };

    private static string Flags(string id, params string[] bits)
    {
        IEnumerable<string> fields = bits.Select(static bit => bit.Split(' ')).Select(static b => $"<field name=\"{b[0]}\" start=\"{b[1]}\" end=\"{b[1]}\"/>");
        return $"<flags id=\"{id}\" size=\"4\">{string.Concat(fields)}</flags>\n";
    }
}
