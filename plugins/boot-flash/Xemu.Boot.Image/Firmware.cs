using Iced.Intel;

namespace Xemu.Boot.Image;

/// <summary>The program, while it is being written: its code, its data, and the parts that others call.</summary>
/// <remarks>
/// Routines take and give what their comments say and keep every other register. Code is position-dependent and knows data and variables by address.
/// </remarks>
internal sealed class Firmware
{
    public Firmware()
    {
        Code = new Assembler(32);
        Data = new DataSection();
        Serial = new SerialPort(this);
        Drawing = new Drawing(this);
        Text = new Text(this);
        Interrupts = new Interrupts(this);
        Pci = new Pci(this);
        Smbus = new Smbus(this);
        Clock = new RealTimeClock(this);
        Video = new VideoSetup(this);
        Memory = new MemorySize(this);
        Processor = new Processor(this);
        Report = new Report(this);
        Card = new TestCard(this);
        Live = new LiveDisplay(this);
    }

    public Assembler Code { get; }

    public DataSection Data { get; }

    public SerialPort Serial { get; }

    public Drawing Drawing { get; }

    public Text Text { get; }

    public Interrupts Interrupts { get; }

    public Pci Pci { get; }

    public Smbus Smbus { get; }

    public RealTimeClock Clock { get; }

    public VideoSetup Video { get; }

    public MemorySize Memory { get; }

    public Processor Processor { get; }

    public Report Report { get; }

    public TestCard Card { get; }

    public LiveDisplay Live { get; }

    /// <summary>Starts a routine that callers know by the object.</summary>
    public Routine NewRoutine(string name) => new(Code, name);
}
