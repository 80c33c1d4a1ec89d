using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>The graphics engine alone, with memory: it executes what a capture says, for any renderer.</summary>
internal sealed class ReplayBench : IComponent
{
    private readonly Pgraph _graph;
    private readonly Kelvin _kelvin;
    private readonly PraminBlock _pramin;
    private readonly GraphTap _tap = new();
    private readonly IPictureWriter _pictures;

    public ReplayBench(ReplayOptions options, IComponentContext context)
    {
        _pictures = context.Pictures;
        Ram = context.CreateRamBlock("ram", options.Ram.Bytes);
        _pramin = new PraminBlock(context.CreateRamBlock("pramin", PraminBlock.Size), _tap);
        _graph = new Pgraph(
            _pramin.Instances, new Notifier(_pramin.Instances, Ram, context.Clock), new MethodNotes(context.Log), context.AddTraceSource("METHODS", "Each method of a graphics object, by name"), static _ => { }, _tap);
        _kelvin = GraphClasses.AddTo(_graph, _pramin.Instances, Ram, new Pfb(Ram), context.Clock, _tap, new RendererSlot(Ram, _tap));
    }

    /// <summary>Main RAM.</summary>
    public IRamBlock Ram { get; }

    /// <summary>Who draws.</summary>
    public IRenderer? Renderer => _kelvin.Renderer;

    /// <summary>Draws and clears so far.</summary>
    public long DrawCount => _tap.Count;

    /// <summary>The target that was drawn to last.</summary>
    public RenderTarget LastTarget => _tap.LastTarget;

    /// <summary>Has a renderer draw from now on.</summary>
    public void Exchange(IRenderer? renderer) => _kelvin.Exchange(renderer);

    /// <summary>Takes the state at the start of a capture. RAM stays as it is: a capture brings what it touches.</summary>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    public void Begin(CaptureReader reader)
    {
        if (reader.Header.RamBytes != Ram.SizeBytes)
        {
            throw new CaptureException($"It is of a machine with {reader.Header.RamBytes} bytes of RAM, and this bench has {Ram.SizeBytes}.");
        }

        _graph.Reset();
        using (RamLease lease = _pramin.Memory.Lease(0, (int)PraminBlock.Size, RamAccess.Write))
        {
            reader.ReadStart(_graph, lease.Span);
        }

        _graph.AfterRestore();
    }

    /// <summary>Does the next record.</summary>
    /// <returns>What it was.</returns>
    /// <exception cref="CaptureException">The capture is damaged.</exception>
    public CaptureRecord Step(CaptureReader reader)
    {
        CaptureRecord record = reader.Next();
        switch (record)
        {
            case CaptureRecord.Page:
                using (RamLease lease = Ram.Lease((ulong)reader.Offset * IRamBlock.PageSize, IRamBlock.PageSize, RamAccess.Write))
                {
                    reader.Page.CopyTo(lease.Span);
                }

                break;
            case CaptureRecord.Methods:
                Execute(reader);
                break;
            case CaptureRecord.RegisterWrite:
                _ = _graph.Write(reader.Offset, 4, reader.Value);
                break;
            case CaptureRecord.RegisterRead:
                _ = _graph.Read(reader.Offset, 4, out _);
                break;
            case CaptureRecord.InstanceWrite:
                _ = _pramin.Write(reader.Offset, reader.Width, reader.Value);
                break;
        }

        return record;
    }

    /// <summary>The target that was drawn to last.</summary>
    public Picture Picture() => SurfacePicture.Read(Ram, LastTarget);

    /// <summary>Writes a picture as a PNG file.</summary>
    public void Write(Picture picture, string path) => _pictures.WritePng(path, picture.Width, picture.Height, picture.Bytes);

    public void Dispose() => Exchange(null);

    private void Execute(CaptureReader reader)
    {
        ReadOnlySpan<uint> data = reader.Data;
        uint method = reader.Offset;

        // There is no guest time that a run could be spread over.
        _graph.BeginRun();
        while (data.Length > 0)
        {
            int done = _graph.Execute(reader.Channel, reader.Subchannel, method, data, reader.IsIncreasing);
            if (done <= 0)
            {
                return;
            }

            data = data[done..];
            method += reader.IsIncreasing ? 4 * (uint)done : 0;
        }
    }
}
