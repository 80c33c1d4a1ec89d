using System.Globalization;
using System.Reflection;
using Xemu.Abstractions;
using Xemu.EndToEnd.Tests;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Options of the translators of these tests: the usual ones with those of <see cref="TestCpuOptions"/>.</summary>
internal static class TestOptions
{
    public static TranslatorOptions Translator => With(new TranslatorOptions());

    /// <summary>Options with those of the environment set.</summary>
    public static TranslatorOptions With(TranslatorOptions options)
    {
        foreach ((string name, string value) in TestCpuOptions.All)
        {
            string property = name.Replace("-", string.Empty, StringComparison.Ordinal);
            PropertyInfo info = typeof(TranslatorOptions).GetProperty(property, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?? throw new FormatException($"XEMU_TEST_CPU names the option '{name}', which x86.translator does not have.");
            info.SetValue(options, Parse(info.PropertyType, value));
        }

        return options;
    }

    private static object Parse(Type type, string value) =>
        type.IsEnum ? Enum.Parse(type, value.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true)
        : type == typeof(ByteSize) ? Size(value)
        : Convert.ChangeType(value, type, CultureInfo.InvariantCulture);

    private static ByteSize Size(string value) => value.EndsWith("MiB", StringComparison.Ordinal)
        ? ByteSize.FromMiB(ulong.Parse(value[..^3], CultureInfo.InvariantCulture))
        : throw new FormatException($"XEMU_TEST_CPU gives a size as '{value}'; write it in MiB.");
}
