using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;
using Xemu.Chardev.Streams;

namespace Xemu.Chardev;

/// <summary>A serial line whose output goes into a file; nothing comes in.</summary>
internal sealed class FileChardev : IComponent, ICharacterDevice, IByteSink
{
    private const int MostPending = 4 << 20;

    private readonly FileStream _file;
    private readonly OutputPump _output;

    public FileChardev(FileOptions options, IComponentContext context)
    {
        try
        {
            _file = new FileStream(options.Path.FullPath, options.Append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"File '{options.Path}' of '{context.Id}' cannot be written; choose a path in a folder that exists and is yours.", exception);
        }

        _output = new OutputPump(context.Id + " output", this, MostPending, waitsForRoom: true);
        context.AddCounter("dropped", "Bytes that the file did not take", () => _output.Dropped);
    }

    bool IByteSink.IsReady => true;

    public void Write(ReadOnlySpan<byte> data) => _output.Write(data);

    void IByteSink.Write(ReadOnlySpan<byte> data) => _file.Write(data);

    public void Connect(InputDelivery receive)
    {
    }

    public void Dispose()
    {
        _output.Dispose();
        _file.Dispose();
    }
}
