using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>Stars that come nearer with every vertical blank: the GPU's interrupt queues a DPC, which sets an event, for which a thread waits.</summary>
internal sealed class Starfield
{
    private const int Count = 220;
    private const int StarBytes = 16;
    private const int PlaceOffset = 12;

    /// <summary>Farthest and nearest distance, and what a blank takes off it.</summary>
    private const int Far = 1024;
    private const int Near = 24;
    private const int Speed = 4;
    private const int Large = 300;

    /// <summary>Vertical blank in PCRTC, and the tree's root in PMC. Source: envytools rnndb/display/nv3_pcrtc.xml, rnndb/bus/pmc.xml.</summary>
    private const uint PcrtcPending = 0xFD60_0100;
    private const uint PcrtcEnable = 0xFD60_0140;
    private const uint PmcEnable = 0xFD00_0140;
    private const int GpuLine = 3;
    private const int Priority = 12;

    private readonly DemoProgram _demo;
    private readonly GuestRoutine _service;
    private readonly GuestRoutine _deferred;
    private readonly GuestRoutine _thread;
    private readonly GuestRoutine _plot;
    private readonly GuestRoutine _random;
    private readonly uint _interrupt;
    private readonly uint _dpc;
    private readonly uint _event;
    private readonly uint _stars;
    private readonly uint _seed;

    public Starfield(DemoProgram demo)
    {
        _demo = demo;
        _service = demo.Program.NewRoutine("blank-service");
        _deferred = demo.Program.NewRoutine("blank-deferred");
        _thread = demo.Program.NewRoutine("stars");
        _plot = demo.Program.NewRoutine("plot");
        _random = demo.Program.NewRoutine("random");
        _interrupt = demo.Program.Data.Variable(0x70);
        _dpc = demo.Program.Data.Variable(0x1C);
        _event = demo.Program.Data.Variable(0x10);
        _stars = demo.Program.Data.Variable(Count * StarBytes);
        _seed = demo.Program.Data.Dwords(0x1234_5678);
        Blanks = demo.Program.Data.Variable();
    }

    /// <summary>Variable: how many blanks there were.</summary>
    public uint Blanks { get; }

    private Assembler C => _demo.C;

    private GuestProgram Program => _demo.Program;

    /// <summary>Connects the interrupt and starts the thread.</summary>
    public void EmitStart()
    {
        uint level = Program.Data.Variable();
        Program.Call("KeInitializeEvent", _event, 1, 0);
        Program.Call("KeInitializeDpc", _dpc, _deferred, 0);
        _demo.EmitThread(_thread);
        Program.Call("HalGetInterruptVector", GpuLine, level);
        Program.Call("KeInitializeInterrupt", _interrupt, _service, 0, eax, __dword_ptr[level], 0, 0);
        Program.Call("KeConnectInterrupt", _interrupt);
        C.mov(__dword_ptr[PcrtcPending], 1);
        C.mov(__dword_ptr[PcrtcEnable], 1);
        C.mov(__dword_ptr[PmcEnable], 1);
    }

    public void EmitRoutines()
    {
        EmitService();
        EmitDeferred();
        EmitThread();
        EmitPlot();
        EmitRandom();
    }

    /// <summary>(Interrupt, Context): acknowledges and queues the DPC.</summary>
    private void EmitService()
    {
        _service.Begin();
        C.mov(__dword_ptr[PcrtcPending], 1);
        C.inc(__dword_ptr[Blanks]);
        Program.Call("KeInsertQueueDpc", _dpc, 0, 0);
        C.mov(eax, 1);
        C.ret(8);
    }

    private void EmitDeferred()
    {
        _deferred.Begin();
        Program.Call("KeSetEvent", _event, 0, 0);
        C.ret(16);
    }

    private void EmitThread()
    {
        Label blank = C.CreateLabel();
        Label star = C.CreateLabel();
        _thread.Begin();
        _demo.EmitPriority(Priority);
        C.Mark(ref blank);
        Program.Call("KeWaitForSingleObject", _event, 0, 0, 0, 0);
        C.mov(esi, _stars);
        C.Mark(ref star);
        EmitStar();
        C.add(esi, StarBytes);
        C.cmp(esi, _stars + (Count * StarBytes));
        C.jb(star);
        C.jmp(blank);
    }

    /// <summary>ESI: a star: X, Y and Z as 32-bit numbers, then its place in the picture, 0 when it is not seen.</summary>
    private void EmitStar()
    {
        Label old = C.CreateLabel();
        Label outside = C.CreateLabel();
        Label done = C.CreateLabel();
        Program.Call(_plot, __dword_ptr[esi + PlaceOffset], 1);
        C.sub(__dword_ptr[esi + 8], Speed);
        C.cmp(__dword_ptr[esi + 8], Near);
        C.jge(old);
        EmitNewStar();
        C.Mark(ref old);
        EmitProjection(0, GuestScreen.Width, outside);
        C.mov(ebx, eax);
        EmitProjection(4, GuestScreen.Height, outside);
        C.imul(eax, eax, GuestScreen.PitchBytes);
        C.lea(eax, __[eax + (ebx * 4)]);
        C.mov(__dword_ptr[esi + PlaceOffset], eax);
        Program.Call(_plot, eax, 0);
        C.jmp(done);
        C.Mark(ref outside);
        C.mov(__dword_ptr[esi + PlaceOffset], 0);
        C.mov(__dword_ptr[esi + 8], 0);
        C.Mark(ref done);
    }

    /// <summary>A place anywhere; stars of the first frame are spread over all distances.</summary>
    private void EmitNewStar()
    {
        Label first = C.CreateLabel();
        Label placed = C.CreateLabel();
        C.call(_random.Label);
        C.mov(__dword_ptr[esi], eax);
        C.call(_random.Label);
        C.mov(__dword_ptr[esi + 4], eax);
        C.mov(eax, Far);
        C.cmp(__dword_ptr[Blanks], 2);
        C.jbe(first);
        C.jmp(placed);
        C.Mark(ref first);
        C.call(_random.Label);
        C.and(eax, Far - 1);
        C.add(eax, Near);
        C.Mark(ref placed);
        C.mov(__dword_ptr[esi + 8], eax);
    }

    /// <summary>EAX: half the extent + 256 * coordinate / distance.</summary>
    private void EmitProjection(int offset, int extent, Label outside)
    {
        C.mov(eax, __dword_ptr[esi + offset]);
        C.shl(eax, 8);
        C.cdq();
        C.idiv(__dword_ptr[esi + 8]);
        C.add(eax, extent / 2);
        C.cmp(eax, extent - 1);
        C.jae(outside);
    }

    /// <summary>(Place, Erase): a star's pixel, four of a near one; where the backdrop is drawn on, nothing.</summary>
    private void EmitPlot()
    {
        Label done = C.CreateLabel();
        Label single = C.CreateLabel();
        _plot.Begin();
        C.mov(edi, __dword_ptr[esp + 4]);
        C.test(edi, edi);
        C.jz(done);
        C.mov(ecx, Far + Near);
        C.sub(ecx, __dword_ptr[esi + 8]);
        C.shr(ecx, 2);
        C.and(ecx, 0xFF);
        C.imul(ecx, ecx, 0x01_0101);
        foreach (int offset in (int[])[0, 4, GuestScreen.PitchBytes, GuestScreen.PitchBytes + 4])
        {
            EmitPixel(offset);
            if (offset == 0)
            {
                C.cmp(__dword_ptr[esp + 8], 0);
                Label all = C.CreateLabel();
                C.jne(all);
                C.cmp(__dword_ptr[esi + 8], Large);
                C.jg(single);
                C.Mark(ref all);
            }
        }

        C.Mark(ref single);
        C.Mark(ref done);
        C.ret(8);
    }

    private void EmitPixel(int offset)
    {
        Label covered = C.CreateLabel();
        Label draw = C.CreateLabel();
        C.mov(edx, __dword_ptr[_demo.Backdrop]);
        C.mov(eax, __dword_ptr[edx + edi + offset]);
        C.test(eax, 0xFF00_0000);
        C.jnz(covered);
        C.cmp(__dword_ptr[esp + 8], 0);
        C.jne(draw);
        C.mov(eax, ecx);
        C.Mark(ref draw);
        C.mov(edx, __dword_ptr[_demo.Picture]);
        C.mov(__dword_ptr[edx + edi + offset], eax);
        C.Mark(ref covered);
    }

    /// <summary>EAX: -512 to 511. Numerical Recipes' "quick and dirty" generator.</summary>
    private void EmitRandom()
    {
        _random.Begin();
        C.imul(eax, __dword_ptr[_seed], 1_664_525);
        C.add(eax, 1_013_904_223);
        C.mov(__dword_ptr[_seed], eax);
        C.sar(eax, 22);
        C.ret();
    }
}
