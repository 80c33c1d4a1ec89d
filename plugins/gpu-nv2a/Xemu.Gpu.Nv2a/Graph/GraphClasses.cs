using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>The classes of objects that the graphics engine knows.</summary>
internal static class GraphClasses
{
    /// <summary>Adds all of them.</summary>
    /// <param name="graph">The engine.</param>
    /// <param name="instances">Instance memory.</param>
    /// <param name="ram">Main RAM.</param>
    /// <param name="pfb">The memory controller, which knows the tiles.</param>
    /// <param name="clock">Guest time, for reports.</param>
    /// <param name="tap">Who listens.</param>
    /// <returns>The 3D class.</returns>
    public static Kelvin AddTo(Pgraph graph, InstanceMemory instances, IRamBlock ram, Pfb pfb, IClock clock, GraphTap tap)
    {
        var watchedRam = new WatchedRam(ram, tap);
        var surfaces = new Surfaces2D(instances, watchedRam, pfb, graph);
        var clip = new ClipRectangle(graph);
        var beta = new ContextObject(0x12, TwoDMethods.Beta, graph);
        var context = new PixelContext(graph, instances, watchedRam, surfaces, clip, beta);
        graph.Add(surfaces);
        graph.Add(new ContextSurfaces(surfaces));
        graph.Add(clip);
        graph.Add(beta);
        graph.Add(new ContextObject(0x30, TwoDMethods.Null, graph));
        graph.Add(new ContextObject(0x43, TwoDMethods.RasterOperation, graph));
        graph.Add(new ContextObject(0x44, TwoDMethods.Pattern, graph));
        graph.Add(new ContextObject(0x72, TwoDMethods.Beta4, graph));
        graph.Add(new ImageBlit(context));
        graph.Add(new SolidLine(context));
        graph.Add(new SolidRectangle(context));
        graph.Add(new MemoryCopy(instances, watchedRam, graph));
        var kelvin = new Kelvin(graph, new KelvinDrawing(graph, ram, instances, clock, tap));
        graph.Add(kelvin);
        return kelvin;
    }
}
