using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>What the machine is, as its kernel tells it.</summary>
internal sealed class MachinePanel(DemoProgram demo)
{
    private const int RowHeight = 23;
    private const int FirstRow = 196;
    private const int LabelLeft = Places.LeftPanel + 14;
    private const int ValueLeft = LabelLeft + 104;

    private const uint Registers = 0xFD00_0000;
    private const int OptionSettings = 6;
    private const int SettingLanguage = 7;
    private const int SettingSerialNumber = 0x100;
    private const uint StatisticsBytes = 36;

    /// <summary>The thermometer on the SMBus, and its register of the processor's temperature. Source: xboxdevwiki "SMBus".</summary>
    private const int Thermometer = 0x98;
    private const int ProcessorTemperature = 1;

    private static readonly string[] Connectors = ["none", "television", "RF", "SCART", "HDTV", "VGA", "S-Video", "unknown"];
    private static readonly string[] Standards = ["none", "NTSC-M", "NTSC-J", "PAL-I", "PAL-M", "unknown", "unknown", "unknown"];
    private static readonly string[] Languages = ["not set", "English", "Japanese", "German", "French", "Spanish", "Italian", "Korean"];

    private int _row = FirstRow;

    private Assembler C => demo.C;

    private GuestProgram Program => demo.Program;

    private AssemblerMemoryOperand Backdrop => __dword_ptr[demo.Backdrop];

    /// <summary>Asks, and draws the answers.</summary>
    public void EmitPanel()
    {
        MovingPanel.EmitFrame(demo, Places.LeftPanel, Places.LeftWidth, "This machine");
        EmitMemory();
        EmitKernel();
        EmitProcessor();
        Row("Graphics", "NV2A, 640 x 480 x 32");
        EmitVideo();
        EmitLanguage();
        EmitSerialNumber();
        EmitTemperature();
    }

    private void EmitMemory()
    {
        uint statistics = Program.Data.Variable(StatisticsBytes);
        C.mov(__dword_ptr[statistics], StatisticsBytes);
        Program.Call("MmQueryStatistics", statistics);
        C.shr(__dword_ptr[statistics + 4], 8);
        C.shr(__dword_ptr[statistics + 8], 8);
        Row("Memory", string.Empty);
        Number(__dword_ptr[statistics + 4]);
        Text(" MiB, ");
        Number(__dword_ptr[statistics + 8]);
        Text(" MiB free");
    }

    private void EmitKernel()
    {
        Row("Kernel", string.Empty);
        Program.LoadVariable(ebx, "XboxKrnlVersion");
        for (int i = 0; i < 4; i++)
        {
            C.movzx(ecx, __word_ptr[ebx + (i * 2)]);
            Number(ecx);
            if (i < 3)
            {
                Text(".");
            }
        }
    }

    /// <summary>Family, model and stepping are the low digits of leaf 1.</summary>
    private void EmitProcessor()
    {
        uint vendor = Program.Data.Variable(16);
        C.xor(eax, eax);
        C.cpuid();
        C.mov(__dword_ptr[vendor], ebx);
        C.mov(__dword_ptr[vendor + 4], edx);
        C.mov(__dword_ptr[vendor + 8], ecx);
        Row("Processor", string.Empty);
        Variable(vendor);
        C.mov(esi, eax);
        C.mov(eax, 1);
        C.cpuid();
        C.mov(edi, eax);
        C.mov(eax, esi);
        foreach (int shift in (int[])[8, 4, 0])
        {
            Text(shift == 8 ? " " : ".");
            C.mov(ecx, edi);
            C.shr(ecx, (byte)shift);
            C.and(ecx, 0x0F);
            Number(ecx);
        }

        Program.Call("KeQueryPerformanceFrequency");
        C.mov(ecx, 1_000_000);
        C.xor(edx, edx);
        C.div(ecx);
        C.mov(esi, eax);
        Row("Clock", string.Empty);
        Number(esi);
        Text(" MHz");
    }

    private void EmitVideo()
    {
        uint settings = Program.Data.Variable();
        Program.Call("AvSendTVEncoderOption", Registers, OptionSettings, 0, settings);
        Choice("Connector", settings, 0, Connectors);
        Choice("Standard", settings, 8, Standards);
    }

    private void EmitLanguage()
    {
        uint value = Program.Data.Variable();
        uint type = Program.Data.Variable();
        Program.Call("ExQueryNonVolatileSetting", SettingLanguage, type, value, 4, 0);
        Choice("Language", value, 0, Languages);
    }

    private void EmitSerialNumber()
    {
        uint value = Program.Data.Variable(16);
        uint type = Program.Data.Variable();
        Program.Call("ExQueryNonVolatileSetting", SettingSerialNumber, type, value, 12, 0);
        Row("Serial no.", string.Empty);
        Variable(value);
    }

    private void EmitTemperature()
    {
        uint value = Program.Data.Variable();
        Program.Call("HalReadSMBusValue", Thermometer, ProcessorTemperature, 0, value);
        Row("Temperature", string.Empty);
        Number(__dword_ptr[value]);
        Text("\u007FC");
    }

    /// <summary>A row whose value is one of eight words.</summary>
    private void Choice(string label, uint variable, int shift, string[] words)
    {
        uint table = Program.Data.Dwords([.. words.Select(Program.Data.Text)]);
        Row(label, string.Empty);
        C.mov(ecx, __dword_ptr[variable]);
        C.shr(ecx, (byte)shift);
        C.and(ecx, 7);
        C.mov(ecx, __dword_ptr[(ecx * 4) + table]);
        demo.Screen.Text(Backdrop, eax, _row - RowHeight, ecx, Colors.Value, GuestScreen.Transparent);
    }

    /// <summary>A new row. EAX is where its value goes on, here and below.</summary>
    private void Row(string label, string value)
    {
        demo.Screen.Text(Backdrop, LabelLeft, _row, label, Colors.Label, GuestScreen.Transparent);
        demo.Screen.Text(Backdrop, ValueLeft, _row, value, Colors.Value, GuestScreen.Transparent);
        _row += RowHeight;
    }

    private void Text(string text) => demo.Screen.Text(Backdrop, eax, _row - RowHeight, text, Colors.Value, GuestScreen.Transparent);

    private void Variable(uint text) => demo.Screen.Text(Backdrop, eax, _row - RowHeight, text, Colors.Value, GuestScreen.Transparent);

    private void Number(GuestArgument value) => demo.Screen.Number(Backdrop, eax, _row - RowHeight, value, 1, Colors.Value, GuestScreen.Transparent);
}
