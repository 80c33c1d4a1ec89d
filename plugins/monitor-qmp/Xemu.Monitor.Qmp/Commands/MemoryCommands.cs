using System.Text;
using System.Text.Json.Nodes;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Memory;

namespace Xemu.Monitor.Qmp;

/// <summary>Pictures and memory as files.</summary>
internal sealed class MemoryCommands
{
    private const int PieceBytes = 1 << 20;
    private const int PageBytes = 4096;

    private readonly QmpMachine _machine;

    private MemoryCommands(QmpMachine machine) => _machine = machine;

    public static IEnumerable<QmpCommand> All(QmpMachine machine)
    {
        var commands = new MemoryCommands(machine);
        QmpMember file = new("filename", QmpScalar.Text);
        return
        [
            new("screendump", "Writes what the machine shows; `format` is `png` (default, unless the name ends in `.ppm`) or `ppm`.",
                new QmpStruct("screendump-arg", file, new("device", QmpScalar.Text, IsOptional: true), new("head", QmpInteger.Int, IsOptional: true),
                    new("format", new QmpEnum("ImageFormat", "ppm", "png"), IsOptional: true)),
                QmpStruct.Empty, commands.Screendump),
            new("pmemsave", "Writes physical memory to a file; what is neither RAM nor ROM becomes 0xFF.",
                new QmpStruct("pmemsave-arg", new("val", QmpInteger.Size), new("size", QmpInteger.Size), file), QmpStruct.Empty, commands.SavePhysical),
            new("memsave", "Writes memory to a file, by linear addresses.",
                new QmpStruct("memsave-arg", new("val", QmpInteger.Size), new("size", QmpInteger.Size), file, new("cpu-index", QmpInteger.Int, IsOptional: true)),
                QmpStruct.Empty, commands.SaveLinear),
            new("dump-guest-memory", "Writes an ELF core file with physical addresses; `protocol` is `file:PATH` or `fd:NAME`, `paging` is false. With `detach` it answers at once and ends with the event `DUMP_COMPLETED`.",
                new QmpStruct("dump-guest-memory-arg",
                    new("paging", QmpScalar.Bool), new("protocol", QmpScalar.Text), new("detach", QmpScalar.Bool, IsOptional: true),
                    new("begin", QmpInteger.Size, IsOptional: true), new("length", QmpInteger.Size, IsOptional: true), new("format", QmpTypes.DumpFormat(), IsOptional: true)),
                QmpStruct.Empty, commands.Dump),
            new("query-dump-guest-memory-capability", "The formats of `dump-guest-memory`.", QmpStruct.Empty, QmpTypes.DumpCapability,
                static _ => new JsonObject { ["formats"] = new JsonArray("elf") }),
            new("query-dump", "How far the present or last dump is.", QmpStruct.Empty, QmpTypes.DumpResult, _ => machine.Dump.Query()) { AllowsOob = true },
        ];
    }

    private static void WritePpm(string path, FrameInfo frame, ReadOnlySpan<byte> pixels)
    {
        using var output = OutputFile.Create(path);
        output.Stream.Write(Encoding.ASCII.GetBytes($"P6\n{frame.Width} {frame.Height}\n255\n"));
        for (int i = 0; i < pixels.Length; i += 4)
        {
            output.Stream.WriteByte(pixels[i + 2]);
            output.Stream.WriteByte(pixels[i + 1]);
            output.Stream.WriteByte(pixels[i]);
        }

        output.Commit();
    }

    private JsonNode? Screendump(CommandCall call)
    {
        string path = call.RequiredText("filename");
        string? device = call.Text("device");
        IDisplaySource display = device is null
            ? _machine.First<IDisplaySource>()?.Value ?? throw new QmpException("There is no console to take a screendump from.")
            : _machine.Components.FirstOrDefault(c => c.Key == device).Value as IDisplaySource ?? throw new QmpException(QmpException.DeviceNotFound, $"Device '{device}' not found");
        if (call.Int("head") is { } head and not 0)
        {
            throw new QmpException($"Display has no head {head}; the only one is 0.");
        }

        (FrameInfo frame, byte[] pixels) = _machine.Calls.Run(() => Take(display), call.Cancellation);
        if (frame.Width == 0)
        {
            throw new QmpException("The display is off.");
        }

        bool isPpm = (call.Text("format") ?? (path.EndsWith(".ppm", StringComparison.OrdinalIgnoreCase) ? "ppm" : "png")) == "ppm";
        try
        {
            if (isPpm)
            {
                WritePpm(path, frame, pixels);
            }
            else
            {
                _machine.Context.Pictures.WritePng(OutputFile.Resolve(path), frame.Width, frame.Height, pixels);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QmpException($"failed to open file '{path}': {e.Message}");
        }

        return null;
    }

    private static (FrameInfo Frame, byte[] Pixels) Take(IDisplaySource display)
    {
        FrameInfo frame = display.Frame;
        byte[] pixels = new byte[frame.Width == 0 || frame.Height == 0 ? 0 : frame.SizeBytes];
        if (pixels.Length > 0)
        {
            display.ReadFrame(pixels);
        }

        return (frame, pixels);
    }

    private JsonNode? SavePhysical(CommandCall call)
    {
        ulong address = call.Size("val")!.Value;
        ulong size = call.Size("size")!.Value;
        if (address >= _machine.Context.Memory.SizeBytes || size > _machine.Context.Memory.SizeBytes - address)
        {
            throw new QmpException($"Invalid addr 0x{address:x16}/size {size} specified");
        }

        using var output = OutputFile.Create(call.RequiredText("filename"));
        using StillMemory memory = StillMemory.Take(_machine, call.Cancellation);
        byte[] piece = new byte[PieceBytes];
        for (ulong at = 0; at < size; at += PieceBytes)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(PieceBytes, size - at));
            memory.Read(address + at, part);
            output.Stream.Write(part);
        }

        output.Commit();
        return null;
    }

    private JsonNode? SaveLinear(CommandCall call)
    {
        ulong address = call.Size("val")!.Value;
        ulong size = call.Size("size")!.Value;
        if (call.Int("cpu-index") is { } index and not 0)
        {
            throw new QmpException($"Parameter 'cpu-index' expects a CPU number, and {index} is none; the only one is 0.");
        }

        if (address > uint.MaxValue || size > (1UL << 32) - address)
        {
            throw new QmpException($"Invalid addr 0x{address:x16}/size {size} specified");
        }

        ICpuDebug cpu = _machine.Cpu();
        using var output = OutputFile.Create(call.RequiredText("filename"));
        using StillMemory memory = StillMemory.Take(_machine, call.Cancellation);
        byte[] piece = new byte[PageBytes];
        for (ulong at = address; at < address + size;)
        {
            ulong present = at;
            (bool isThere, ulong physical) = _machine.Calls.Run(() => (cpu.TryTranslate(present, out ulong found), found), call.Cancellation);
            if (!isThere)
            {
                throw new QmpException($"Invalid addr 0x{at:x16}/size {size} specified");
            }

            Span<byte> part = piece.AsSpan(0, (int)Math.Min(PageBytes - (at % PageBytes), address + size - at));
            memory.Read(physical, part);
            output.Stream.Write(part);
            at += (ulong)part.Length;
        }

        output.Commit();
        return null;
    }

    private JsonNode? Dump(CommandCall call)
    {
        if (call.Flag("paging") == true)
        {
            throw new QmpException("'paging' is not supported here: the file has physical addresses only; give false.");
        }

        ulong? begin = call.Size("begin");
        ulong? length = call.Size("length");
        if (begin is null != length is null)
        {
            throw new QmpException("Parameters 'begin' and 'length' come together.");
        }

        _machine.Dump.Write(
            Target(call.RequiredText("protocol")),
            ranges => begin is null ? ranges : [.. Clip(ranges, begin.Value, length!.Value)],
            call.Flag("detach") == true,
            call.Cancellation);
        return null;
    }

    private OutputFile Target(string protocol)
    {
        if (protocol.StartsWith("file:", StringComparison.Ordinal))
        {
            return OutputFile.Create(protocol[5..]);
        }

        return protocol.StartsWith("fd:", StringComparison.Ordinal)
            ? OutputFile.Of(protocol[3..], _machine.Descriptors)
            : throw new QmpException("parameter 'protocol' must start with 'file:' or 'fd:'");
    }

    private static IEnumerable<FlatRange> Clip(IEnumerable<FlatRange> ranges, ulong begin, ulong length)
    {
        ulong last = length > ulong.MaxValue - begin ? ulong.MaxValue : begin + length;
        foreach (FlatRange range in ranges)
        {
            ulong start = Math.Max(range.Address, begin);
            ulong end = Math.Min(range.Address + range.SizeBytes, last);
            if (start < end)
            {
                yield return range with { Address = start, SizeBytes = end - start, Offset = range.Offset + (start - range.Address) };
            }
        }
    }
}
