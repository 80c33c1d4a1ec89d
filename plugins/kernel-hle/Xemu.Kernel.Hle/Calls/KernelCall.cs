namespace Xemu.Kernel.Hle;

/// <summary>A call of an export that is being served. There is one object a kernel, used again for each call: handlers never keep it.</summary>
/// <remarks>
/// A handler reads its arguments, then changes things, then writes results: a wrong address throws <see cref="GuestFaultException"/>, which becomes an access
/// violation in the guest. A handler that has to wait calls <see cref="RestartWaitable"/> unless <see cref="CanWait"/>, and is called anew.
/// </remarks>
internal sealed class KernelCall
{
    /// <summary>Makes the one object of a kernel.</summary>
    public KernelCall(Kernel kernel)
    {
        Kernel = kernel;
        Memory = kernel.Memory;
    }

    /// <summary>The kernel.</summary>
    public Kernel Kernel { get; }

    /// <summary>The guest's memory by linear address.</summary>
    public GuestMemory Memory { get; }

    /// <summary>The export that was called.</summary>
    public ExportRow Row { get; private set; } = null!;

    /// <summary>Address of the frame with the caller's registers: see <see cref="TrapFrame"/>.</summary>
    public uint Frame { get; private set; }

    /// <summary>Whether the thread may wait in this call.</summary>
    public bool CanWait { get; private set; }

    /// <summary>Address of the first argument on the stack.</summary>
    public uint StackArguments { get; private set; }

    /// <summary>The caller's return address.</summary>
    public uint ReturnAddress => Memory.Read32(StackArguments - 4);

    /// <summary>Whether the caller gets no result now: the thread waits, or was sent elsewhere.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>Whether the call is to be made again in a way that lets the thread wait.</summary>
    public bool RestartsWaitable { get; private set; }

    /// <summary>Whether the caller goes on before anything else, though something of higher priority is to be done.</summary>
    public bool ReturnsBeforeWork { get; private set; }

    /// <summary>Whether the call is made again when it returns.</summary>
    public bool CallsAgain { get; private set; }

    /// <summary>Begins a call.</summary>
    public void Begin(ExportRow row, uint frame, uint stackArguments, bool canWait)
    {
        Row = row;
        Frame = frame;
        StackArguments = stackArguments;
        CanWait = canWait;
        IsSuspended = false;
        RestartsWaitable = false;
        ReturnsBeforeWork = false;
        CallsAgain = false;
    }

    /// <summary>Reads an argument of 32 bits.</summary>
    /// <param name="index">0 and up; a 64-bit argument counts two.</param>
    public uint this[int index]
    {
        get
        {
            if (Row.Kind == ExportKind.Fastcall)
            {
                switch (index)
                {
                    case 0:
                        return Memory.Read32(Frame + TrapFrame.Ecx);
                    case 1:
                        return Memory.Read32(Frame + TrapFrame.Edx);
                    default:
                        index -= 2;
                        break;
                }
            }

            return Memory.Read32(StackArguments + (4 * (uint)index));
        }
    }

    /// <summary>Reads an argument of 8 bits.</summary>
    public byte Byte(int index) => (byte)this[index];

    /// <summary>Reads an argument of 64 bits that starts at an index.</summary>
    public ulong Quad(int index) => this[index] | ((ulong)this[index + 1] << 32);

    /// <summary>Gives the caller a result of 64 bits.</summary>
    /// <returns>The low half, which the handler returns.</returns>
    public uint ReturnQuad(ulong value)
    {
        Memory.Write32(Frame + TrapFrame.Edx, (uint)(value >> 32));
        return (uint)value;
    }

    /// <summary>Writes 32 bits unless the address is 0, as for an optional result.</summary>
    public void WriteOptional(uint address, uint value)
    {
        if (address != 0)
        {
            Memory.Write32(address, value);
        }
    }

    /// <summary>Has the export called again in a way that lets the thread wait; the handler returns at once and must have changed nothing.</summary>
    public uint RestartWaitable()
    {
        RestartsWaitable = true;
        return 0;
    }

    /// <summary>Has the caller go on before what is to be done.</summary>
    public uint ReturnBeforeWork()
    {
        ReturnsBeforeWork = true;
        return 0;
    }

    /// <summary>
    /// Has the export called anew with the same arguments, once interrupts have had their chance: for work that is too long to be done at once. How far it came must be seen in the guest's
    /// memory or on a medium. Not from a call that may wait, nor a fastcall.
    /// </summary>
    public uint CallAgain()
    {
        CallsAgain = true;
        return 0;
    }

    /// <summary>Notes that the caller gets no result from this handler.</summary>
    public uint Suspend()
    {
        IsSuspended = true;
        return 0;
    }
}
