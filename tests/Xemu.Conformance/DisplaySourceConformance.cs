using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Xemu.Conformance;

/// <summary>What every display source must pass.</summary>
public abstract class DisplaySourceConformance : IoConformance
{
    [Fact]
    public void ReadFrame_WhateverTheRegistersHold_FillsTheBufferWithoutThrowing()
    {
        using IComponent component = Made();
        var source = (IDisplaySource)component;
        Exercise(Machine, component);

        FrameInfo frame = source.Frame;
        source.ReadFrame(new byte[frame.SizeBytes]);

        Assert.InRange(frame.Width, 0, 4096);
        Assert.InRange(frame.Height, 0, 4096);
    }

    [Fact]
    public void Attach_Sink_IsToldOfEachVerticalBlank()
    {
        using IComponent component = Made();
        var sink = new CountingSink();
        ((IDisplaySource)component).Attach(sink);
        Exercise(Machine, component);
        int before = sink.Frames;

        Machine.Advance(1_000_000_000);

        Assert.InRange(sink.Frames - before, 24, 200);
    }

    private sealed class CountingSink : IDisplaySink
    {
        public int Frames { get; private set; }

        public void FrameReady(IDisplaySource source, FrameInfo frame) => Frames++;
    }
}
