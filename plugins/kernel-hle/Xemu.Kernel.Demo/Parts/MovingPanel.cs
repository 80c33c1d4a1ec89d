using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>The panel on which threads draw, and the first thread's counters.</summary>
internal sealed class MovingPanel(DemoProgram demo)
{
    private const int CounterMilliseconds = 100;
    private const int TextTop = Places.CountersTop + 3;

    private Assembler C => demo.C;

    /// <summary>A dark panel with an edge and a heading.</summary>
    public static void EmitFrame(DemoProgram demo, int x, int width, string heading)
    {
        AssemblerMemoryOperand backdrop = __dword_ptr[demo.Backdrop];
        demo.Screen.Shade(backdrop, x, Places.PanelTop, width, Places.PanelHeight, Colors.PanelTint);
        demo.Screen.Fill(backdrop, x, Places.PanelTop, width, 2, Colors.Accent);
        demo.Screen.Fill(backdrop, x, Places.PanelTop + Places.PanelHeight - 1, width, 1, Colors.Edge);
        demo.Screen.Fill(backdrop, x, Places.PanelTop + 2, 1, Places.PanelHeight - 2, Colors.Edge);
        demo.Screen.Fill(backdrop, x + width - 1, Places.PanelTop + 2, 1, Places.PanelHeight - 2, Colors.Edge);
        demo.Screen.Text(backdrop, x + 12, Places.PanelTop + 12, heading, Colors.White, GuestScreen.Transparent, scale: 2);
    }

    /// <summary>Draws what does not move.</summary>
    public void EmitPanel()
    {
        EmitFrame(demo, Places.RightPanel, Places.RightWidth, "Threads");
        EmitField("Clock", Places.Inset, Places.ClockTop, Places.SmallWidth, Places.ClockHeight);
        EmitField("Timer and DPC", Places.Inset, Places.BarTop, Places.SmallWidth, Places.BarHeight);
        EmitField("Thread, every 20 ms", Places.Inset, Places.WaveTop, Places.WaveWidth, Places.WaveHeight);
        EmitField(string.Empty, Places.Inset, Places.CountersTop, Places.WaveWidth, Places.CountersHeight);
        EmitField(string.Empty, Places.JuliaLeft, Places.JuliaTop, Places.JuliaSize, Places.JuliaSize);
        demo.Screen.Text(__dword_ptr[demo.Backdrop], Places.JuliaLeft, Places.JuliaTop - 18, "Priority 1", Colors.Label, GuestScreen.Transparent);
    }

    /// <summary>The first thread goes on: counts of blanks and ticks.</summary>
    public void EmitCounters(Starfield stars)
    {
        Label again = C.CreateLabel();
        demo.Program.LoadVariable(esi, "KeTickCount");
        C.Mark(ref again);
        demo.Screen.Text(__dword_ptr[demo.Picture], Places.Inset + 4, TextTop, "Blanks ", Colors.Label, Colors.Field);
        demo.Screen.Number(__dword_ptr[demo.Picture], eax, TextTop, __dword_ptr[stars.Blanks], 5, Colors.Value, Colors.Field);
        demo.Screen.Text(__dword_ptr[demo.Picture], eax, TextTop, "  Ticks ", Colors.Label, Colors.Field);
        demo.Screen.Number(__dword_ptr[demo.Picture], eax, TextTop, __dword_ptr[esi], 6, Colors.Value, Colors.Field);
        demo.EmitDelay(CounterMilliseconds);
        C.jmp(again);
    }

    private void EmitField(string label, int x, int y, int width, int height)
    {
        AssemblerMemoryOperand backdrop = __dword_ptr[demo.Backdrop];
        demo.Screen.Text(backdrop, x, y - 18, label, Colors.Label, GuestScreen.Transparent);
        demo.Screen.Fill(backdrop, x - 1, y - 1, width + 2, height + 2, Colors.Edge);
        demo.Screen.Fill(backdrop, x, y, width, height, Colors.Field);
    }
}
