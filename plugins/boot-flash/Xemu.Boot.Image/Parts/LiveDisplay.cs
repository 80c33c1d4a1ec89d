using Iced.Intel;
using Xemu.Boot.Font;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>What moves: clock, time since the start, count of frames, and a runner. Between interrupts the CPU sleeps.</summary>
internal sealed class LiveDisplay
{
    public const int Top = 430;
    public const int Height = 36;

    private const int ClockLeft = 44;
    private const int DateLeft = 188;
    private const int UptimeLeft = 288;
    private const int FramesLeft = 456;
    private const int TextTop = Top + 2;
    private const int TrackLeft = 188;
    private const int TrackTop = Top + 23;
    private const int TrackWidth = 412;
    private const int TrackHeight = 6;
    private const int RunnerWidth = 36;
    private const int RunnerPixelsPerTick = 2;
    private const int TicksPerText = 5;

    private readonly Firmware _firmware;
    private readonly uint _drawnTick;
    private readonly uint _nextText;
    private readonly uint _shownSecond;

    public LiveDisplay(Firmware firmware)
    {
        _firmware = firmware;
        _drawnTick = firmware.Data.Variable();
        _nextText = firmware.Data.Variable();
        _shownSecond = firmware.Data.Variable();
    }

    /// <summary>The main loop; it does not end.</summary>
    public void EmitLoop()
    {
        Assembler c = _firmware.Code;
        Label loop = c.CreateLabel();
        Label sleep = c.CreateLabel();

        // No second is 0xFF: the clock is shown at once.
        c.mov(__dword_ptr[_shownSecond], 0xFF);
        c.Mark(ref loop);
        _firmware.Serial.Drain.Call();
        c.mov(eax, __dword_ptr[_firmware.Interrupts.Ticks]);
        c.cmp(eax, __dword_ptr[_drawnTick]);
        c.je(sleep);
        c.mov(__dword_ptr[_drawnTick], eax);
        EmitRunner(c);
        c.mov(eax, __dword_ptr[_drawnTick]);
        c.cmp(eax, __dword_ptr[_nextText]);
        c.jb(sleep);
        c.add(eax, TicksPerText);
        c.mov(__dword_ptr[_nextText], eax);
        EmitNumbers(c);
        EmitClock(c);
        c.Mark(ref sleep);
        c.hlt();
        c.jmp(loop);
    }

    /// <summary>In: EAX, ticks. The runner goes to and fro.</summary>
    private void EmitRunner(Assembler c)
    {
        const int Way = TrackWidth - RunnerWidth;
        Label forth = c.CreateLabel();
        c.imul(eax, eax, RunnerPixelsPerTick);
        c.xor(edx, edx);
        c.mov(ecx, 2 * Way);
        c.div(ecx);
        c.cmp(edx, Way);
        c.jbe(forth);
        c.neg(edx);
        c.add(edx, 2 * Way);
        c.Mark(ref forth);
        c.lea(edi, __[edx + TrackLeft]);
        _firmware.Drawing.EmitFill(TrackLeft, TrackTop, TrackWidth, TrackHeight, 0x24_3450);
        c.mov(ebx, edi);
        c.mov(edx, TrackTop);
        c.mov(ecx, RunnerWidth);
        c.mov(esi, TrackHeight);
        c.mov(eax, Palette.Accent);
        _firmware.Drawing.Fill.Call();
    }

    private void EmitNumbers(Assembler c)
    {
        Text text = _firmware.Text;
        _firmware.Drawing.EmitFill(UptimeLeft, TextTop, TrackLeft + TrackWidth - UptimeLeft, Glyphs.CellHeight, Palette.Panel);
        text.EmitScale(1);
        text.EmitAt(UptimeLeft, TextTop);
        _firmware.Report.EmitLabel("up ");
        c.mov(eax, __dword_ptr[_drawnTick]);
        c.xor(edx, edx);
        c.mov(ebx, Interrupts.TicksPerSecond / 10);
        c.div(ebx);
        c.xor(edx, edx);
        c.mov(ebx, 10);
        c.div(ebx);
        c.mov(cl, 1);
        text.PutDecimal.Call();
        text.EmitPrint(".");
        c.mov(eax, edx);
        text.PutDecimal.Call();
        text.EmitPrint(" s");
        text.EmitAt(FramesLeft, TextTop);
        _firmware.Report.EmitLabel("frame ");
        text.EmitDecimal(_firmware.Interrupts.Frames, 6);
    }

    private void EmitClock(Assembler c)
    {
        RealTimeClock clock = _firmware.Clock;
        Text text = _firmware.Text;
        Label same = c.CreateLabel();
        clock.Read.Call();
        c.mov(eax, __dword_ptr[clock.Second]);
        c.cmp(eax, __dword_ptr[_shownSecond]);
        c.je(same);
        c.mov(__dword_ptr[_shownSecond], eax);
        _firmware.Drawing.EmitFill(ClockLeft, TextTop, DateLeft - ClockLeft, 2 * Glyphs.CellHeight, Palette.Panel);
        _firmware.Drawing.EmitFill(DateLeft, TextTop, UptimeLeft - DateLeft, Glyphs.CellHeight, Palette.Panel);
        text.EmitScale(2);
        text.EmitColor(Palette.Title);
        text.EmitAt(ClockLeft, TextTop);
        text.EmitDecimal(clock.Hour, 2);
        text.EmitPrint(":");
        text.EmitDecimal(clock.Minute, 2);
        text.EmitPrint(":");
        text.EmitDecimal(clock.Second, 2);
        text.EmitScale(1);
        text.EmitColor(Palette.Label);
        text.EmitAt(DateLeft, TextTop);
        text.EmitPrint("20");
        text.EmitDecimal(clock.Year, 2);
        text.EmitPrint("-");
        text.EmitDecimal(clock.Month, 2);
        text.EmitPrint("-");
        text.EmitDecimal(clock.Day, 2);
        c.Mark(ref same);
    }
}
