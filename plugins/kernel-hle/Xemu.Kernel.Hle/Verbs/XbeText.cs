using System.Globalization;
using Xemu.Kernel.Xbe;

namespace Xemu.Kernel.Hle;

/// <summary>Shows a program to people.</summary>
internal static class XbeText
{
    /// <summary>Writes all of it.</summary>
    public static void Write(TextWriter output, string name, XbeImage image, Func<int, (string Name, bool Served)?> exports)
    {
        WriteHeader(output, name, image);
        WriteCertificate(output, image.Certificate);
        WriteSections(output, image);
        WriteLibraries(output, image);
        WriteImports(output, image, exports);
    }

    private static void WriteHeader(TextWriter output, string name, XbeImage image)
    {
        output.WriteLine(XbePrintable.Show(name));
        Line(output, "keys", image.KeyKind.ToString());
        Line(output, "made", XbeNames.Time(image.TimeDate));
        Line(output, "image", $"0x{image.BaseAddress:X8} to 0x{image.End:X8}, headers 0x{image.HeaderBytes.Length:X}");
        Line(output, "entry point", $"0x{image.EntryPoint:X8}");
        Line(output, "thunk table", $"0x{image.ThunkAddress:X8}");
        Line(output, "flags", Join(XbeNames.Init(image.InitFlags)));
        Line(output, "stack, heap", $"0x{image.StackCommit:X}, 0x{image.HeapCommit:X} of 0x{image.HeapReserve:X}");
        Line(output, "made from", XbePrintable.Show(image.DebugPath.Length > 0 ? image.DebugPath : image.DebugName));
        if (image.TlsDirectory is { } tls)
        {
            Line(output, "thread-local", $"0x{tls.DataBytes:X} bytes at 0x{tls.DataStart:X8}, 0x{tls.ZeroFillBytes:X} zeros, index at 0x{tls.IndexAddress:X8}");
        }
    }

    private static void WriteCertificate(TextWriter output, XbeCertificate certificate)
    {
        Line(output, "title", $"{XbePrintable.Show(certificate.TitleName)}  {XbeNames.TitleId(certificate.TitleId)}");
        Line(output, "version, disc", $"{certificate.Version}, {certificate.DiskNumber}");
        Line(output, "regions", Join(XbeNames.Regions(certificate.Region)));
        Line(output, "media", Join(XbeNames.Media(certificate.AllowedMedia)));
        Line(output, "ratings", $"0x{certificate.Ratings:X8}");
        foreach (uint id in certificate.AlternateTitleIds.Where(static i => i != 0))
        {
            Line(output, "also", XbeNames.TitleId(id));
        }
    }

    private static void WriteSections(TextWriter output, XbeImage image)
    {
        output.WriteLine($"{image.Sections.Count} sections");
        foreach (XbeSection section in image.Sections)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  0x{section.VirtualAddress:X8}  0x{section.VirtualSize:X8}  {section.RawSize,9} bytes at {section.RawOffset,9}  {XbePrintable.Show(section.Name),-10}  {Join(XbeNames.Flags(section.Flags))}"));
        }
    }

    private static void WriteLibraries(TextWriter output, XbeImage image)
    {
        output.WriteLine($"{image.LibraryVersions.Count} libraries");
        foreach (XbeLibraryVersion library in image.LibraryVersions)
        {
            output.WriteLine($"  {XbePrintable.Show(library.Name),-8}  {library.Major}.{library.Minor}.{library.Build}.{library.Fix}{(library.IsDebug ? "  debug" : string.Empty)}");
        }
    }

    private static void WriteImports(TextWriter output, XbeImage image, Func<int, (string Name, bool Served)?> exports)
    {
        int served = image.KernelImports.Count(i => exports(i) is { Served: true });
        output.WriteLine($"{image.KernelImports.Count} kernel imports, {served} served");
        foreach (int ordinal in image.KernelImports)
        {
            (string Name, bool Served)? export = exports(ordinal);
            output.WriteLine($"  {ordinal,5}  {export?.Name ?? "?"}{(export is { Served: true } ? string.Empty : "  (not served)")}");
        }
    }

    private static string Join(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words);

    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"  {name,-14}  {value}");
}
