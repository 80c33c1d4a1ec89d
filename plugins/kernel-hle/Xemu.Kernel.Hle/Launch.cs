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
    private bool _keepsMemory;

    /// <summary>Address of the launch data page if it is memory that stays, or 0.</summary>
    private uint _keptPage;

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
        _keepsMemory = false;
    }

    /// <summary>Whether the restart that follows keeps marked memory and the picture: a quick reboot.</summary>
    public bool KeepsMemory => _keepsMemory;

    /// <summary>Gives the new program what the old one left for it.</summary>
    public void Deliver()
    {
        if (_hasData && PageForData() is not 0 and var address)
        {
            _kernel.Memory.Write(address, _data);
            _kernel.Memory.Write32(_kernel.Exports["LaunchDataPage"].Address, address);
        }

        _hasData = false;
        _keepsMemory = false;
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
                KeepMemory();
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
        state.Field("keeps-memory", ref _keepsMemory);
        state.Field("kept-page", ref _keptPage);
    }

    /// <summary>The launch data page's own place if that stays, or a new page.</summary>
    private uint PageForData() => _keptPage != 0 ? _keptPage
        : _kernel.Pages.TryTakeContiguous(1, 0, uint.MaxValue, 1) is { } page ? KernelLayout.IdentityBase + (page * KernelLayout.PageBytes)
        : 0;

    /// <summary>Has marked memory and the picture stay. Reading the pages has what a host's GPU still holds of them written back, before the GPU is reset.</summary>
    private void KeepMemory()
    {
        _keepsMemory = true;
        _kernel.Display.Keep();
        Span<byte> page = stackalloc byte[(int)KernelLayout.PageBytes];
        for (uint number = 0; number < _kernel.Pages.Count; number++)
        {
            if (_kernel.Pages.IsPersistent(number))
            {
                _kernel.Ram.Read(number * KernelLayout.PageBytes, page);
            }
        }
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
        _keptPage = page % PersistentBytes == 0 && _kernel.Pages.IsPersistent((page - KernelLayout.IdentityBase) / PersistentBytes) ? page : 0;
        string path = _kernel.Memory.ReadText(page + PathOffset, PathBytes);
        if (_kernel.Memory.Read32(page) == TitleLaunch && path.Length > 0)
        {
            // "\Device\Harddisk0\Partition2\folder;file.xbe": what stands before the semicolon is the program's folder, its drive D: by custom.
            // A folder may end in a backslash; whether it may on a console: unverified.
            _path = path.Replace("\\;", "\\", StringComparison.Ordinal).Replace(';', '\\');
        }
    }
}
