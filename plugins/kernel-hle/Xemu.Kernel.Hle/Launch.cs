using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Which program starts, and what is handed from one program to the next.</summary>
internal sealed class Launch : IStateful
{
    private const uint HaltRoutine = 0;
    private const uint QuickRebootRoutine = 2;
    private const uint PersistentBytes = KernelLayout.PageBytes;

    /// <summary>LAUNCH_DATA_PAGE as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    private const uint PathOffset = 8;
    private const int PathBytes = 520;
    private const uint TitleLaunch = 0;

    private readonly Kernel _kernel;
    private readonly string _first;
    private readonly byte[] _data = new byte[PersistentBytes];
    private string _path;
    private bool _hasData;

    public Launch(Kernel kernel, string program)
    {
        _kernel = kernel;
        _first = program;
        _path = program;
    }

    /// <summary>The program that starts next, as the kernel names files.</summary>
    public string Path => _path;

    /// <summary>After power-on the machine's own program starts.</summary>
    public void PowerOn()
    {
        _path = _first;
        _hasData = false;
    }

    /// <summary>Gives the new program what the old one left for it.</summary>
    public void Deliver()
    {
        if (!_hasData || _kernel.Pages.TryTakeContiguous(1, 0, uint.MaxValue, 1) is not { } page)
        {
            return;
        }

        uint address = KernelLayout.IdentityBase + (page * KernelLayout.PageBytes);
        _kernel.Memory.Write(address, _data);
        _kernel.Memory.Write32(_kernel.Exports["LaunchDataPage"].Address, address);
        _hasData = false;
    }

    /// <summary>Leaves the program: HalReturnToFirmware.</summary>
    public void Leave(uint firmware)
    {
        switch (firmware)
        {
            case HaltRoutine:
                _kernel.Machine.RequestStop("The program turned the console off.");
                break;
            case QuickRebootRoutine:
                Keep();
                _kernel.Machine.RequestReset(ResetKind.Warm);
                break;
            default:
                PowerOn();
                _kernel.Machine.RequestReset(ResetKind.Warm);
                break;
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Text("path", ref _path, PathBytes * 2);
        state.Bytes("data", _data);
        state.Field("has-data", ref _hasData);
    }

    /// <summary>Copies the launch data page, and takes the next program's path from it.</summary>
    private void Keep()
    {
        uint page = _kernel.Memory.Read32(_kernel.Exports["LaunchDataPage"].Address);
        _path = _first;
        _hasData = false;
        if (page == 0 || _kernel.Memory.TryTranslate(page, isWrite: false) is null || _kernel.Memory.TryTranslate(page + PersistentBytes - 1, isWrite: false) is null)
        {
            return;
        }

        _kernel.Memory.Read(page, _data);
        _hasData = true;
        string path = _kernel.Memory.ReadText(page + PathOffset, PathBytes);
        if (_kernel.Memory.Read32(page) == TitleLaunch && path.Length > 0)
        {
            // "\Device\Harddisk0\Partition2\folder;file.xbe": what stands before the semicolon is the program's folder, its drive D: by custom.
            // A folder may end in a backslash; whether it may on a console: unverified.
            _path = path.Replace("\\;", "\\", StringComparison.Ordinal).Replace(';', '\\');
        }
    }
}
