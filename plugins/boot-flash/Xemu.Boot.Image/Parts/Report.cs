using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>The machine's own data, in two panels and on the serial port.</summary>
/// <remarks>Sources: xboxdevwiki "System Management Controller" (version, AV pack), "EEPROM" (layout); Analog Devices ADM1032 data sheet.</remarks>
internal sealed class Report
{
    private const int Top = 172;
    private const byte EepromSerial = 0x34;
    private const int SerialDigits = 12;
    private const byte EepromMac = 0x40;
    private const int MacBytes = 6;

    /// <summary>Second byte of the video standard: 0x00400100 is NTSC-M.</summary>
    private const byte EepromVideo = 0x59;

    private static readonly string[] VideoStandards = ["unknown", "NTSC-M", "NTSC-J", "PAL-I", "PAL-M"];
    private static readonly string[] AvPacks = ["SCART", "HDTV", "VGA", "RFU", "S-Video", "unknown", "composite", "none"];

    private readonly Firmware _firmware;

    public Report(Firmware firmware) => _firmware = firmware;

    /// <summary>Prints what a line is about, and leaves the colour of values; uses ESI.</summary>
    public void EmitLabel(string text)
    {
        _firmware.Text.EmitColor(Palette.Label);
        _firmware.Text.EmitPrint(text);
        _firmware.Text.EmitColor(Palette.Value);
    }

    public void EmitReport()
    {
        Text text = _firmware.Text;
        text.EmitEcho(true);
        text.EmitScale(1);
        text.EmitColor(Palette.Heading);
        text.EmitAt(TestCard.LeftPanel + 8, Top);
        text.EmitPrint("MACHINE\n");
        EmitLabel("RAM       ");
        text.EmitDecimal(_firmware.Memory.MiB);
        text.EmitPrint(" MiB\n");
        _firmware.Processor.EmitReport();
        EmitSmc(text);
        EmitEeprom(text);
        EmitTemperatures(text);
        EmitLabel("Picture   ");
        text.EmitPrint("640x480x32 at ");
        text.EmitHex(_firmware.Video.PictureBase, 8);
        text.EmitPrint("\n");
        EmitLabel("Serial    ");
        EmitChoice(_firmware.Serial.IsPresent, ["none", "COM1, 115200 baud"]);
        text.EmitPrint("\n");

        text.EmitColor(Palette.Heading);
        text.EmitAt(TestCard.RightPanel + 8, Top);
        text.EmitPrint("PCI FUNCTIONS\n");
        _firmware.Pci.EmitList();
        text.EmitEchoOnly("Open boot image ready.\n");
        text.EmitEcho(false);
    }

    private void EmitSmc(Text text)
    {
        EmitLabel("SMC       ");
        EmitAnswer(Smbus.Smc, 1, () =>
        {
            // The version is three letters, one a read.
            text.PutChar.Call();
            for (int i = 0; i < 2; i++)
            {
                _firmware.Smbus.EmitReadByte(Smbus.Smc, 1);
                text.PutChar.Call();
            }
        });
        EmitLabel("AV pack   ");
        EmitAnswer(Smbus.Smc, 4, () => EmitChoiceOfEax(AvPacks));
    }

    private void EmitEeprom(Text text)
    {
        Assembler c = _firmware.Code;
        EmitLabel("Video     ");
        EmitAnswer(Smbus.Eeprom, EepromVideo, () => EmitChoiceOfEax(VideoStandards));
        EmitLabel("Serial no ");
        EmitAnswer(Smbus.Eeprom, EepromSerial, () =>
        {
            text.PutChar.Call();
            for (byte i = 1; i < SerialDigits; i++)
            {
                _firmware.Smbus.EmitReadByte(Smbus.Eeprom, (byte)(EepromSerial + i));
                text.PutChar.Call();
            }
        });
        EmitLabel("MAC       ");
        EmitAnswer(Smbus.Eeprom, EepromMac, () =>
        {
            c.mov(cl, 2);
            text.PutHex.Call();
            for (byte i = 1; i < MacBytes; i++)
            {
                text.EmitPrint(":");
                _firmware.Smbus.EmitReadByte(Smbus.Eeprom, (byte)(EepromMac + i));
                c.mov(cl, 2);
                text.PutHex.Call();
            }
        });
    }

    private void EmitTemperatures(Text text)
    {
        Assembler c = _firmware.Code;
        EmitLabel("Heat      ");
        EmitAnswer(Smbus.Thermometer, 1, () =>
        {
            text.EmitPrint("CPU ");
            c.mov(cl, 1);
            text.PutDecimal.Call();
            text.EmitPrint("\x7F" + "C, board ");
            _firmware.Smbus.EmitReadByte(Smbus.Thermometer, 0);
            c.mov(cl, 1);
            text.PutDecimal.Call();
            text.EmitPrint("\x7F" + "C");
        });
    }

    /// <summary>Reads a byte over the SMBus; prints it as told, or says that nothing answers.</summary>
    private void EmitAnswer(byte device, byte command, Action print)
    {
        Assembler c = _firmware.Code;
        Label silent = c.CreateLabel();
        Label end = c.CreateLabel();
        _firmware.Smbus.EmitReadByte(device, command);
        c.jc(silent);
        print();
        c.jmp(end);
        c.Mark(ref silent);
        _firmware.Text.EmitColor(Palette.Dim);
        _firmware.Text.EmitPrint("does not answer");
        c.Mark(ref end);
        _firmware.Text.EmitPrint("\n");
    }

    private void EmitChoice(uint variable, string[] texts)
    {
        _firmware.Code.mov(eax, __dword_ptr[variable]);
        EmitChoiceOfEax(texts);
    }

    /// <summary>Prints the text that EAX picks; numbers past the end pick the first.</summary>
    private void EmitChoiceOfEax(string[] texts)
    {
        Assembler c = _firmware.Code;
        Label known = c.CreateLabel();
        uint table = _firmware.Data.Dwords([.. texts.Select(_firmware.Data.Text)]);
        c.cmp(eax, texts.Length);
        c.jb(known);
        c.xor(eax, eax);
        c.Mark(ref known);
        c.mov(esi, __dword_ptr[eax * 4 + table]);
        _firmware.Text.PutText.Call();
    }
}
