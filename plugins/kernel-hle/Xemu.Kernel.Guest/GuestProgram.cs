using Iced.Intel;
using Xemu.Testing.Xbe;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Guest;

/// <summary>A program of the console while it is written: its code, its data, and calls of the kernel by name.</summary>
/// <remarks>
/// <code>
/// 0001_2000  code, from its first instruction, where the program starts
/// 0008_0000  texts and tables
/// 0010_0000  variables
/// </code>
/// Everything may be read, written and run. The kernel's functions keep EBX, ESI, EDI and EBP.
/// </remarks>
public sealed class GuestProgram
{
    /// <summary>Where the code starts.</summary>
    public const uint CodeBase = XbeBuilder.FirstSection;

    /// <summary>Where texts and tables start.</summary>
    public const uint DataBase = 0x0008_0000;

    /// <summary>Where variables start.</summary>
    public const uint VariableBase = 0x0010_0000;

    /// <summary>Writable, loaded at once, executable.</summary>
    private const uint SectionFlags = 7;

    private readonly List<GuestRoutine> _routines = [];

    /// <summary>The code.</summary>
    public Assembler Code { get; } = new(32);

    /// <summary>The data.</summary>
    public GuestData Data { get; } = new();

    /// <summary>The executable that it becomes: title, keys, stack, thread-local storage.</summary>
    public XbeBuilder Xbe { get; } = new();

    /// <summary>Starts a routine that callers know by the object.</summary>
    public GuestRoutine NewRoutine(string name)
    {
        var routine = new GuestRoutine(Code, name, Data.Dwords(0));
        _routines.Add(routine);
        return routine;
    }

    /// <summary>Address of the word that holds the address of a function or variable of the kernel.</summary>
    public uint Import(string name) => Xbe.Import(GuestExports.Find(name).Ordinal);

    /// <summary>Calls the kernel. What it gives is in EAX; ECX and EDX are lost.</summary>
    public void Call(string export, params ReadOnlySpan<GuestArgument> arguments)
    {
        GuestExport row = GuestExports.Find(export);
        int inRegisters = row.Convention == "fastcall" ? Math.Min(arguments.Length, 2) : 0;
        for (int i = arguments.Length - 1; i >= inRegisters; i--)
        {
            arguments[i].Push(Code);
        }

        for (int i = inRegisters - 1; i >= 0; i--)
        {
            arguments[i].Load(Code, i == 0 ? ecx : edx);
        }

        Code.call(__dword_ptr[Import(export)]);
        if (row.Convention == "cdecl" && arguments.Length > 0)
        {
            Code.add(esp, arguments.Length * 4);
        }
    }

    /// <summary>Calls a routine of the program, which takes its arguments off the stack.</summary>
    public void Call(GuestRoutine routine, params ReadOnlySpan<GuestArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(routine);
        for (int i = arguments.Length - 1; i >= 0; i--)
        {
            arguments[i].Push(Code);
        }

        Code.call(routine.Label);
    }

    /// <summary>Loads the address of a variable of the kernel.</summary>
    public void LoadVariable(AssemblerRegister32 register, string name) => Code.mov(register, __dword_ptr[Import(name)]);

    /// <summary>Turns the console off: the run ends.</summary>
    public void End() => Call("HalReturnToFirmware", 0);

    /// <summary>Packs it.</summary>
    /// <returns>The executable.</returns>
    public byte[] Build()
    {
        using var stream = new MemoryStream();
        AssemblerResult result = Code.Assemble(new StreamCodeWriter(stream), CodeBase, BlockEncoderOptions.ReturnNewInstructionOffsets);
        foreach (GuestRoutine routine in _routines)
        {
            Data.Set(routine.Cell, (uint)result.GetLabelRIP(routine.Label));
        }

        byte[] code = stream.ToArray();
        byte[] data = Data.ToArray();
        Check(code.Length, DataBase - CodeBase, "code");
        Check(data.Length, VariableBase - DataBase, "data");
        return Xbe
            .AddSection(".text", CodeBase, code, SectionFlags)
            .AddSection(".data", DataBase, data, SectionFlags)
            .AddSection(".bss", VariableBase, [], SectionFlags, Math.Max(Data.VariableBytes, 4))
            .Build();
    }

    private static void Check(int length, uint room, string what)
    {
        if (length > room)
        {
            throw new InvalidOperationException($"The program's {what} has {length} bytes and {room} are free.");
        }
    }
}
