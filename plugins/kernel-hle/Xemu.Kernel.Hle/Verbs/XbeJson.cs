using System.Text;
using System.Text.Json;
using Xemu.Kernel.Xbe;

namespace Xemu.Kernel.Hle;

/// <summary>Shows a program to programs.</summary>
internal static class XbeJson
{
    /// <summary>Writes all of it.</summary>
    public static void Write(TextWriter output, string name, XbeImage image, Func<int, (string Name, bool Served)?> exports)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("file", name);
            WriteHeader(json, image);
            WriteCertificate(json, image.Certificate);
            WriteTls(json, image.TlsDirectory);
            WriteSections(json, image);
            WriteLibraries(json, image);
            WriteImports(json, image, exports);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    private static void WriteHeader(Utf8JsonWriter json, XbeImage image)
    {
        json.WriteString("keys", image.KeyKind.ToString().ToLowerInvariant());
        json.WriteNumber("time", image.TimeDate);
        json.WriteNumber("baseAddress", image.BaseAddress);
        json.WriteNumber("headerBytes", image.HeaderBytes.Length);
        json.WriteNumber("imageBytes", image.ImageBytes);
        json.WriteNumber("entryPoint", image.EntryPoint);
        json.WriteNumber("thunkAddress", image.ThunkAddress);
        json.WriteNumber("initFlags", (uint)image.InitFlags);
        json.WriteNumber("stackCommit", image.StackCommit);
        json.WriteNumber("heapReserve", image.HeapReserve);
        json.WriteNumber("heapCommit", image.HeapCommit);
        json.WriteString("debugPath", image.DebugPath);
        json.WriteString("debugName", image.DebugName);
        json.WriteBoolean("logo", image.Logo is not null);
    }

    private static void WriteCertificate(Utf8JsonWriter json, XbeCertificate certificate)
    {
        json.WriteStartObject("certificate");
        json.WriteNumber("titleId", certificate.TitleId);
        json.WriteString("titleName", certificate.TitleName);
        WriteNumbers(json, "alternateTitleIds", certificate.AlternateTitleIds.Where(static i => i != 0));
        json.WriteNumber("allowedMedia", certificate.AllowedMedia);
        json.WriteNumber("region", certificate.Region);
        json.WriteNumber("ratings", certificate.Ratings);
        json.WriteNumber("diskNumber", certificate.DiskNumber);
        json.WriteNumber("version", certificate.Version);
        json.WriteEndObject();
    }

    private static void WriteTls(Utf8JsonWriter json, XbeTlsDirectory? tls)
    {
        if (tls is null)
        {
            json.WriteNull("tls");
            return;
        }

        json.WriteStartObject("tls");
        json.WriteNumber("dataStart", tls.DataStart);
        json.WriteNumber("dataEnd", tls.DataEnd);
        json.WriteNumber("indexAddress", tls.IndexAddress);
        json.WriteNumber("callbackAddress", tls.CallbackAddress);
        json.WriteNumber("zeroFillBytes", tls.ZeroFillBytes);
        json.WriteEndObject();
    }

    private static void WriteSections(Utf8JsonWriter json, XbeImage image)
    {
        json.WriteStartArray("sections");
        foreach (XbeSection section in image.Sections)
        {
            json.WriteStartObject();
            json.WriteString("name", section.Name);
            json.WriteNumber("flags", (uint)section.Flags);
            json.WriteNumber("virtualAddress", section.VirtualAddress);
            json.WriteNumber("virtualSize", section.VirtualSize);
            json.WriteNumber("rawOffset", section.RawOffset);
            json.WriteNumber("rawSize", section.RawSize);
            json.WriteString("digest", Convert.ToHexStringLower(section.Digest));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLibraries(Utf8JsonWriter json, XbeImage image)
    {
        json.WriteStartArray("libraries");
        foreach (XbeLibraryVersion library in image.LibraryVersions)
        {
            json.WriteStartObject();
            json.WriteString("name", library.Name);
            json.WriteString("version", $"{library.Major}.{library.Minor}.{library.Build}");
            json.WriteNumber("flags", library.Flags);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteImports(Utf8JsonWriter json, XbeImage image, Func<int, (string Name, bool Served)?> exports)
    {
        json.WriteStartArray("imports");
        foreach (int ordinal in image.KernelImports)
        {
            (string Name, bool Served)? export = exports(ordinal);
            json.WriteStartObject();
            json.WriteNumber("ordinal", ordinal);
            json.WriteString("name", export?.Name);
            json.WriteBoolean("served", export is { Served: true });
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<uint> numbers)
    {
        json.WriteStartArray(name);
        foreach (uint number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
