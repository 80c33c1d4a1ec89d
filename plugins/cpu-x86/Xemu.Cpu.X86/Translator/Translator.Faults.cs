namespace Xemu.Cpu.X86;

/// <content>What is learnt from faults of emitted code: pages for the running program's memory, and instructions that are better interpreted for a while.</content>
public sealed unsafe partial class Translator
{
    /// <summary>After a fault: the running program's memory learns the page; an instruction that faults for other reasons is interpreted from the next translation on.</summary>
    private void Learn(CpuState* s, NativeTrace* trace, int item)
    {
        NativeFrame* frame = _code.Frame;

        // 0: a segment that is not whole, or a gate. Other addresses outside are those of loads by which emitted code leaves now and then.
        bool isInside = _windows.TryFault(frame->Fault, out uint linear, out bool isWrite);
        if ((s->Attention & Attention.Fault) != 0 || s->Tlb == s->TlbNone || (!isInside && frame->Fault.Address != 0))
        {
            return;
        }

        TraceItem* at = trace->Items + item;
        bool isLearnt = isInside && _windows.Learn(s, linear, isWrite);
        if (!isLearnt && _slow.Add(at->Op, at->Block, s->Count) && trace->Head->Native == trace)
        {
            Retranslate(trace);
        }
    }

    /// <summary>Instructions that were interpreted for long enough run as host code again.</summary>
    private void TrySlowSites(CpuState* s)
    {
        for (Block* block = _slow.TakeDue(s->Count); block != null; block = _slow.TakeDue(s->Count))
        {
            TraceLink* next;
            for (TraceLink* link = block->Traces; link != null; link = next)
            {
                next = link->Next;
                NativeTrace* trace = link->Trace;
                if (trace->IsValid != 0 && trace->Head->Native == trace)
                {
                    Retranslate(trace);
                }
            }
        }
    }

    /// <summary>Translates a trace once more; the one that runs stays until it has left. Without room it stays for good.</summary>
    private void Retranslate(NativeTrace* trace)
    {
        if (_translator.HasRoom)
        {
            _code.Redirect(trace, TranslateHead(trace->Head));
        }
    }
}
