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
    /// <param name="slot">Who draws.</param>
    /// <returns>The 3D class.</returns>
    public static Kelvin AddTo(Pgraph graph, InstanceMemory instances, IRamBlock ram, Pfb pfb, IClock clock, GraphTap tap, RendererSlot slot)
    {
        var watchedRam = new WatchedRam(ram, tap);
        var surfaces = new Surfaces2D(instances, pfb, graph);
        var swizzled = new SwizzledSurface(instances, graph);
        var clip = new ClipRectangle(graph);
        var beta = new ContextObject(0x12, TwoDMethods.Beta, graph);
        var beta4 = new ContextObject(0x72, TwoDMethods.Beta4, graph);
        var raster = new ContextObject(0x43, TwoDMethods.RasterOperation, graph);
        var pattern = new Pattern(graph);
        var key = new ColorKey(graph);
        var context = new PixelContext(graph, instances, watchedRam, slot, surfaces, swizzled, clip, key, new PixelFactors(beta, beta4, raster, pattern));
        graph.Add(surfaces);
        graph.Add(new OlderClass(0x42, TwoDMethods.ContextSurfaces, surfaces));
        graph.Add(clip);
        graph.Add(beta);
        graph.Add(new ContextObject(0x30, TwoDMethods.Null, graph));
        graph.Add(raster);
        graph.Add(pattern);
        graph.Add(beta4);
        graph.Add(new ImageBlit(0x9F, TwoDMethods.ImageBlit, context));
        graph.Add(new ImageFromCpu(0x61, TwoDMethods.ImageFromCpu4, context));
        graph.Add(new ImageFromCpu(0x65, TwoDMethods.ImageFromCpu5, context));
        graph.Add(new ImageFromCpu(0x8A, TwoDMethods.ImageFromCpu10, context));
        graph.Add(new SolidLine(context));
        graph.Add(new SolidRectangle(context));
        graph.Add(new MemoryCopy(instances, watchedRam, slot, graph));
        var kelvin = new Kelvin(graph, new KelvinDrawing(graph, ram, instances, clock, tap, slot));
        graph.Add(kelvin);

        // From version 2 of the state on.
        graph.AddLater(key);
        graph.AddLater(new ImageBlit(0x5F, TwoDMethods.ImageBlit4, context));
        graph.AddLater(new SolidTriangle(context));
        graph.AddLater(new WindowDrawing(context));
        graph.AddLater(new IndexedImage(0x60, TwoDMethods.IndexedImage4, context));
        graph.AddLater(new IndexedImage(0x64, TwoDMethods.IndexedImage5, context));
        graph.AddLater(new StretchedImage(0x76, TwoDMethods.StretchedImage4, context));
        graph.AddLater(new StretchedImage(0x66, TwoDMethods.StretchedImage5, context));
        graph.AddLater(new ScaledImage(0x77, TwoDMethods.ScaledImage4, context));
        graph.AddLater(new ScaledImage(0x63, TwoDMethods.ScaledImage5, context));
        graph.AddLater(new ScaledImage(0x89, TwoDMethods.ScaledImage10, context));

        // From version 3 on.
        graph.AddLater(swizzled, since: 3);
        graph.AddLater(new OlderClass(SwizzledSurface.OlderClass, TwoDMethods.OlderSwizzledSurface, swizzled), since: 3);
        return kelvin;
    }
}
