using System.Globalization;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;

namespace Xemu.GdbStub;

/// <content>Breakpoints, watchpoints and what stopped the machine.</content>
internal sealed partial class GdbSession
{
    private const int MostBreakpoints = 1000;

    private readonly HashSet<CpuBreakpoint> _software = [];
    private readonly HashSet<CpuBreakpoint> _hardware = [];

    /// <summary><c>TYPE,ADDRESS,KIND</c>. A software breakpoint is the CPU's own business, as a hardware one is: guest memory stays as it is.</summary>
    private string ChangeBreakpoint(bool isSet, string rest)
    {
        string first = rest.Split(';')[0];
        if (target.Breakpoints is not { } breakpoints)
        {
            return Unsupported;
        }

        if (first.Length < 3 || first[1] != ',' || !Hex.TryParsePair(first.AsSpan(2), out ulong address, out ulong size))
        {
            return BadRequest;
        }

        CpuBreakpoint? made = first[0] switch
        {
            '0' or '1' => new CpuBreakpoint(BreakpointKind.Execute, address),
            '2' => new CpuBreakpoint(BreakpointKind.Write, address, size),
            '3' => new CpuBreakpoint(BreakpointKind.Read, address, size),
            '4' => new CpuBreakpoint(BreakpointKind.Access, address, size),
            _ => null,
        };
        if (made is not { } breakpoint)
        {
            return Unsupported;
        }

        HashSet<CpuBreakpoint> own = first[0] == '0' ? _software : _hardware;
        return isSet ? Add(breakpoints, own, breakpoint) : Remove(breakpoints, own, breakpoint);
    }

    private string Add(ICpuBreakpoints breakpoints, HashSet<CpuBreakpoint> own, CpuBreakpoint breakpoint)
    {
        if (_software.Count + _hardware.Count >= MostBreakpoints)
        {
            return "E1C";
        }

        try
        {
            link.OnMachine(() => breakpoints.AddBreakpoint(breakpoint));
        }
        catch (ArgumentException)
        {
            return BadRequest;
        }

        own.Add(breakpoint);
        return Ok;
    }

    private string Remove(ICpuBreakpoints breakpoints, HashSet<CpuBreakpoint> own, CpuBreakpoint breakpoint)
    {
        if (own.Remove(breakpoint) && !_software.Contains(breakpoint) && !_hardware.Contains(breakpoint))
        {
            link.OnMachine(() => breakpoints.RemoveBreakpoint(breakpoint));
        }

        return Ok;
    }

    private string StopReply(DebugStop stop)
    {
        if (stop.Reason == DebugStopReason.Pause)
        {
            return "T02thread:1;";
        }

        return $"T05{(stop.Hit is { } hit ? Reason(hit) : "")}thread:1;";
    }

    private string Reason(BreakpointHit hit) => hit.Breakpoint.Kind switch
    {
        BreakpointKind.Execute when _software.Contains(hit.Breakpoint) => _tellsSoftware ? "swbreak:;" : "",
        BreakpointKind.Execute => _tellsHardware ? "hwbreak:;" : "",
        BreakpointKind.Write => string.Create(CultureInfo.InvariantCulture, $"watch:{hit.Address:x};"),
        BreakpointKind.Read => string.Create(CultureInfo.InvariantCulture, $"rwatch:{hit.Address:x};"),
        _ => string.Create(CultureInfo.InvariantCulture, $"awatch:{hit.Address:x};"),
    };
}
