using Xemu.Kernel.Xbe;

namespace Xemu.Kernel.Hle;

/// <summary>The program: loads its image into guest memory, and its sections when it asks for them.</summary>
internal sealed class XbeProgram(Kernel kernel)
{
    private const uint SectionReferences = 0x18;
    private const uint PageBytes = KernelLayout.PageBytes;

    private readonly ProgramSections _sections = new(kernel);

    [Xemu.Abstractions.State.Derived("read again from the disc")]
    private byte[] _file = [];

    [Xemu.Abstractions.State.Derived("read again from the disc")]
    private XbeImage? _image;

    /// <summary>Reads and checks the program that starts next.</summary>
    /// <returns>Null, or a sentence that says why it cannot start.</returns>
    public string? Read()
    {
        string path = kernel.Launch.Path;
        uint status = kernel.Io.ReadWhole(path, out _file);
        if (status != NtStatus.Success)
        {
            return Explain(path, status);
        }

        return XbeReader.TryRead(_file, out _image) is { } defect ? $"Program '{path}' {defect}." : null;
    }

    /// <summary>Loads it and makes its first thread.</summary>
    /// <returns>Null, or a sentence that says why it cannot start.</returns>
    public string? Start()
    {
        try
        {
            return Read() ?? Load(_image!);
        }
        catch (GuestFaultException fault)
        {
            return $"Program '{kernel.Launch.Path}' cannot be loaded: its header names 0x{fault.Address:X8}, which is not its own.";
        }
        finally
        {
            // Sections that are loaded later are read from the medium, as after a restore.
            _file = [];
        }
    }

    private string? Load(XbeImage image)
    {
        uint imageEnd = image.Sections.Select(static s => s.End).Append(image.End).Max();
        if (!kernel.Virtual.TryReserveImage(image.BaseAddress, imageEnd - image.BaseAddress) || !TryLoadPreloaded(image))
        {
            return $"Program '{kernel.Launch.Path}' needs 0x{imageEnd - image.BaseAddress:X} bytes at 0x{image.BaseAddress:X8}, more than the machine has; give it more 'ram'.";
        }

        BindImports(image);
        Preloaded(image).ForEach(_sections.Protect);
        kernel.Variables.SetImageName(kernel, kernel.Launch.Path);
        kernel.Launch.Deliver();
        return StartThread(image);
    }

    /// <summary>Serves XeLoadSection.</summary>
    /// <param name="header">Address of the section's header.</param>
    public uint LoadSection(uint header)
    {
        uint references = kernel.Memory.Read32(header + SectionReferences);
        if (references == 0)
        {
            uint status = Load(header);
            _file = [];
            if (status != NtStatus.Success)
            {
                return status;
            }
        }

        kernel.Memory.Write32(header + SectionReferences, references + 1);
        return NtStatus.Success;
    }

    /// <summary>Serves XeUnloadSection.</summary>
    public uint UnloadSection(uint header)
    {
        uint references = kernel.Memory.Read32(header + SectionReferences);
        if (references == 0)
        {
            return NtStatus.InvalidParameter;
        }

        kernel.Memory.Write32(header + SectionReferences, references - 1);
        if (references == 1 && Find(header) is { } section)
        {
            _sections.Unload(_image!, section);
        }

        return NtStatus.Success;
    }

    /// <summary>The exports that a program imports and nobody serves.</summary>
    public IReadOnlyList<string> Unserved => _image is { } image
        ? [.. image.KernelImports.Select(o => kernel.Exports.Find((uint)o) is { } row ? row.IsServed ? null : row.Name : $"ordinal {o}").OfType<string>()]
        : [];

    /// <summary>What the log says of it.</summary>
    public (string Title, int Imports, uint Entry) Summary => _image is { } image ? (image.Certificate.TitleName, image.KernelImports.Count, image.EntryPoint) : (string.Empty, 0, 0);

    private static string Explain(string path, uint status) => status switch
    {
        NtStatus.ObjectNameNotFound or NtStatus.ObjectPathNotFound => $"There is no '{path}'; give a disc with a default.xbe, or name the program in 'program'.",
        NtStatus.NoMediaInDevice => $"Program '{path}' cannot be read: the drive is empty; give it a disc.",
        NtStatus.UnrecognizedVolume => $"Program '{path}' cannot be read: the medium has no file system of the console; give an XISO, or a formatted disk.",
        _ => $"Program '{path}' cannot be read (status 0x{status:X8}).",
    };

    /// <summary>The section of a header, of the image that was read last.</summary>
    private XbeSection? Find(uint header) =>
        _image is null && Read() is not null ? null : _image!.Sections.FirstOrDefault(s => s.HeaderAddress == header);

    /// <summary>Loads a section from the medium.</summary>
    private uint Load(uint header)
    {
        if (Read() is not null || Find(header) is not { } section)
        {
            return NtStatus.InvalidParameter;
        }

        if (!_sections.TryLoad(_image!, section, _file))
        {
            return NtStatus.NoMemory;
        }

        _sections.Protect(section);
        return NtStatus.Success;
    }

    private static List<XbeSection> Preloaded(XbeImage image) => [.. image.Sections.Where(static s => s.Flags.HasFlag(XbeSectionFlags.Preload))];

    private bool TryLoadPreloaded(XbeImage image)
    {
        uint headerEnd = (image.BaseAddress + (uint)image.HeaderBytes.Length + PageBytes - 1) & ~(PageBytes - 1);
        if (!kernel.Virtual.TryCommitImage(image.BaseAddress, headerEnd, PageTables.Present | PageTables.Writable))
        {
            return false;
        }

        kernel.Memory.Write(image.BaseAddress, image.HeaderBytes);
        foreach (XbeSection section in Preloaded(image))
        {
            if (!_sections.TryLoad(image, section, _file))
            {
                return false;
            }

            kernel.Memory.Write32(section.ReferenceCountAddress, 1);
        }

        return true;
    }

    /// <summary>Replaces each ordinal of the thunk table by the export's address; one that no kernel has leads to a message when it is called.</summary>
    private void BindImports(XbeImage image)
    {
        for (int i = 0; i < image.KernelImports.Count; i++)
        {
            uint address = kernel.Exports.Find((uint)image.KernelImports[i])?.Address ?? kernel.Code.Unknown;
            kernel.Memory.Write32(image.ThunkAddress + (uint)(i * 4), address);
        }
    }

    private string? StartThread(XbeImage image)
    {
        uint tls = image.TlsDirectory is { } directory ? ((directory.DataBytes + directory.ZeroFillBytes + 15) & ~15U) + 4 : 0;
        var request = new ThreadRequest(0, Math.Clamp(image.StackCommit, 0x1_0000, 0x0100_0000), tls, image.EntryPoint, 0, Suspended: false, SystemRoutine: 0);
        uint status = kernel.ThreadMaker.Create(request, out uint thread);
        if (status != NtStatus.Success)
        {
            return $"Program '{kernel.Launch.Path}' cannot start: no memory for its first thread.";
        }

        kernel.Objects.Dereference(thread);
        return null;
    }
}
