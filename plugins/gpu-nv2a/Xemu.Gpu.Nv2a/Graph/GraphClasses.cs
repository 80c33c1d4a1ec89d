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
    /// <param name="clock">Guest time, for reports.</param>
    /// <param name="tap">Who listens.</param>
    /// <returns>The 3D class.</returns>
    public static Kelvin AddTo(Pgraph graph, InstanceMemory instances, IRamBlock ram, IClock clock, GraphTap tap)
    {
        var surfaces = new Surfaces2D();
        var clip = new ContextObject(0x19, "NV019");
        var beta = new ContextObject(0x12, "NV012");
        var watchedRam = new WatchedRam(ram, tap);
        graph.Add(surfaces);
        graph.Add(clip);
        graph.Add(beta);
        graph.Add(new ContextObject(0x30, "NV030"));
        graph.Add(new ContextObject(0x43, "NV043"));
        graph.Add(new ContextObject(0x44, "NV044"));
        graph.Add(new ContextObject(0x72, "NV072"));
        graph.Add(new ImageBlit(surfaces, clip, beta, instances, watchedRam));
        graph.Add(new MemoryCopy(instances, watchedRam));
        var kelvin = new Kelvin(graph, new KelvinDrawing(ram, instances, clock, tap));
        graph.Add(kelvin);
        return kelvin;
    }
}
