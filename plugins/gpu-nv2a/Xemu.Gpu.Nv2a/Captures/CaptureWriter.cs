using System.IO.Compression;
using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Writes a capture: under a temporary name, so that the name never holds half of one.</summary>
internal sealed class CaptureWriter : IDisposable
{
    private const int FullBytes = 1 << 20;

    private readonly string _path;
    private readonly string _temporary;
    private readonly ZLibStream _file;
    private readonly MemoryStream _buffer = new();
    private readonly BinaryWriter _writer;
    private bool _isComplete;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="header">What stands at its front.</param>
    /// <param name="graph">The graphics engine, whose state is written.</param>
    /// <param name="instances">All of instance memory.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public CaptureWriter(string path, CaptureHeader header, IStateful graph, ReadOnlySpan<byte> instances)
    {
        _path = path;
        _temporary = path + ".part";
        _writer = new BinaryWriter(_buffer);
        FieldBag.Save(_writer, graph);
        _writer.Write(instances);
        _file = Begin(_temporary, header);
    }

    /// <summary>Whether so much waits for <see cref="Flush"/> that it should come.</summary>
    public bool IsFull => _buffer.Length >= FullBytes;

    public void Page(uint page, ReadOnlySpan<byte> content)
    {
        Begin(CaptureRecord.Page);
        _writer.Write(page);
        _writer.Write(content);
    }

    public void Methods(uint channel, uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        Begin(CaptureRecord.Methods);
        _writer.Write((byte)channel);
        _writer.Write((byte)subchannel);
        _writer.Write(isIncreasing);
        _writer.Write(method);
        _writer.Write(data.Length);
        _writer.Write(MemoryMarshal.AsBytes(data));
    }

    public void RegisterWrite(uint offset, uint value)
    {
        Begin(CaptureRecord.RegisterWrite);
        _writer.Write(offset);
        _writer.Write(value);
    }

    public void RegisterRead(uint offset)
    {
        Begin(CaptureRecord.RegisterRead);
        _writer.Write(offset);
    }

    public void InstanceWrite(uint offset, int width, uint value)
    {
        Begin(CaptureRecord.InstanceWrite);
        _writer.Write(offset);
        _writer.Write((byte)width);
        _writer.Write(value);
    }

    public void FrameEnd(ulong guestNs)
    {
        Begin(CaptureRecord.FrameEnd);
        _writer.Write(guestNs);
    }

    /// <summary>Sends what has been written since the last time to the file; nothing else but this and <see cref="Complete"/> touches it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Flush()
    {
        _buffer.WriteTo(_file);
        _buffer.SetLength(0);
    }

    /// <summary>Ends the file and gives it its name.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        Begin(CaptureRecord.End);
        Flush();
        _file.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _isComplete = true;
    }

    /// <summary>Drops what is not complete.</summary>
    public void Dispose()
    {
        if (_isComplete)
        {
            return;
        }

        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // It goes anyway.
        }
        finally
        {
            File.Delete(_temporary);
        }
    }

    private static ZLibStream Begin(string path, CaptureHeader header)
    {
        FileStream file = File.Create(path);
        try
        {
            using var front = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
            header.Write(front);
            front.Flush();
            return new ZLibStream(file, CompressionLevel.Fastest);
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    private void Begin(CaptureRecord record) => _writer.Write((byte)record);
}
