namespace Xemu.Kernel.Hle;

/// <summary>Io: symbolic links.</summary>
internal static class IoExports
{
    private const uint LinkBodyBytes = 0x10;

    public static void Register(ExportTable exports)
    {
        exports.Serve("IoCreateSymbolicLink", CreateLink);
        exports.Serve("IoDeleteSymbolicLink", DeleteLink);
    }

    /// <summary>(SymbolicLinkName, DeviceName). What it names is looked up when the link is made. The order of checks is unverified; statuses: what xbox_kernel_test_suite recorded on a console.</summary>
    private static uint CreateLink(KernelCall call)
    {
        ObjectManager objects = call.Kernel.Objects;
        string? name = call[0] == 0 ? null : objects.ReadString(call[0]);
        string target = objects.ReadString(call[1]);
        uint status = CheckTarget(call.Kernel, target);
        if (name is null || status != NtStatus.Success)
        {
            // A link without a name would be one that nobody reaches: none is made.
            return status;
        }

        NameLookup lookup = objects.Lookup(0, name, followsLast: false);
        if (lookup.Status == NtStatus.Success)
        {
            return objects.KindOf(lookup.Object) == ObjectKind.Device ? NtStatus.ObjectPathNotFound : NtStatus.ObjectNameCollision;
        }

        if (lookup.Status != NtStatus.ObjectNameNotFound)
        {
            return lookup.Status;
        }

        uint link = objects.CreateBody(ObjectKind.SymbolicLink, LinkBodyBytes);
        if (link == 0)
        {
            return NtStatus.InsufficientResources;
        }

        status = objects.Names.SetLink(link, target);
        status = status == NtStatus.Success ? objects.Names.Insert(lookup.Parent, lookup.Rest, link) : status;
        if (status == NtStatus.Success)
        {
            objects.MakePermanent(link, isNamed: true);
        }

        objects.Dereference(link);
        return status;
    }

    /// <summary>Whether there is what a link would name: an object, or a file on a device.</summary>
    private static uint CheckTarget(Kernel kernel, string target)
    {
        NameLookup lookup = kernel.Objects.Lookup(0, target, followsLast: true);
        if (lookup.Status != NtStatus.Success)
        {
            return NtStatus.InvalidParameter;
        }

        if (lookup.Rest.Length == 0 || kernel.Io.DeviceOf(lookup.Object) is not { } device)
        {
            return lookup.Rest.Length == 0 || kernel.Objects.KindOf(lookup.Object) == ObjectKind.Device ? NtStatus.Success : NtStatus.InvalidParameter;
        }

        uint status = device.TryMount(out IFileSystem? files);
        return status == NtStatus.Success ? FilePaths.Find(files!, lookup.Rest, out _, out _, out _) : status;
    }

    /// <summary>(SymbolicLinkName). A link to which handles are open goes with the last of them.</summary>
    private static uint DeleteLink(KernelCall call)
    {
        ObjectManager objects = call.Kernel.Objects;
        NameLookup lookup = objects.Lookup(0, call[0] == 0 ? string.Empty : objects.ReadString(call[0]), followsLast: false);
        if (lookup.Status != NtStatus.Success)
        {
            return lookup.Status;
        }

        if (lookup.Rest.Length > 0 || objects.KindOf(lookup.Object) != ObjectKind.SymbolicLink)
        {
            return NtStatus.ObjectTypeMismatch;
        }

        objects.MakeTemporary(lookup.Object);
        return NtStatus.Success;
    }
}
