using Iced.Intel;

namespace Xemu.Boot.Image;

/// <summary>Builds the image. The same source gives the same bytes.</summary>
internal static class OpenBootImage
{
    /// <summary>Builds it.</summary>
    /// <returns>256 KiB, whose last byte is at 0xFFFFFFFF.</returns>
    public static byte[] Build()
    {
        var firmware = new Firmware();
        WriteProgram(firmware);
        byte[] code = Assemble(firmware.Code, Layout.CodeBase);
        byte[] data = firmware.Data.ToArray();

        byte[] image = new byte[Layout.ImageBytes];
        Array.Fill(image, (byte)0xFF);
        Place(image, 0, Layout.CodeRoom, code, "code");
        Place(image, Layout.DataOffset, Layout.DataRoom, data, "data");
        Place(image, Layout.LoaderOffset, Layout.ResetCodeOffset - Layout.LoaderOffset, ResetVector.Loader(code.Length, data.Length), "loader");
        Place(image, Layout.ResetCodeOffset, Layout.ResetVectorOffset - Layout.ResetCodeOffset, ResetVector.ResetCode(), "reset code");
        Place(image, Layout.ResetVectorOffset, Layout.ImageBytes - Layout.ResetVectorOffset, ResetVector.Vector(), "reset vector");
        return image;
    }

    /// <summary>Assembles code that runs at an address.</summary>
    internal static byte[] Assemble(Assembler code, uint address)
    {
        using var stream = new MemoryStream();
        code.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }

    /// <summary>Places content in a room.</summary>
    internal static void Place(byte[] image, int offset, int room, byte[] content, string what)
    {
        if (content.Length > room)
        {
            throw new InvalidOperationException($"The boot image's {what} has {content.Length} bytes and {room} are free; move it in Layout.");
        }

        content.CopyTo(image, offset);
    }

    /// <summary>The program from its first instruction, then its routines.</summary>
    private static void WriteProgram(Firmware firmware)
    {
        Assembler c = firmware.Code;
        firmware.Interrupts.EmitSetup();
        firmware.Memory.EmitProbe();
        firmware.Pci.EmitChipsetSetup();
        firmware.Serial.EmitSetup();
        firmware.Video.EmitSetup();
        firmware.Card.EmitPicture();
        c.sti();
        firmware.Processor.EmitMeasure();
        firmware.Report.EmitReport();
        firmware.Live.EmitLoop();

        firmware.Interrupts.EmitRoutines();
        firmware.Pci.EmitRoutines();
        firmware.Smbus.EmitRoutines();
        firmware.Clock.EmitRoutines();
        firmware.Serial.EmitRoutines();
        firmware.Drawing.EmitRoutines();
        firmware.Text.EmitRoutines();
    }
}
