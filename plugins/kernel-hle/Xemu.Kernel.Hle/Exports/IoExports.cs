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

    /// <summary>(SymbolicLinkName, DeviceName). A link without a name is made and gone at once. Source of the statuses: xbox_kernel_test_suite, src/tests/io/IoCreateSymbolicLink.c.</summary>
    private static uint CreateLink(KernelCall call)
    {
        ObjectManager objects = call.Kernel.Objects;
        string target = objects.ReadString(call[1]);
        uint status = CheckTarget(call.Kernel, target);
        if (status != NtStatus.Success || call[0] == 0)
        {
            return status;
        }

        NameLookup lookup = objects.LookupNew(0, objects.ReadString(call[0]), followsLast: false);
        if (lookup.Status != NtStatus.ObjectNameNotFound)
        {
            return lookup.Status == NtStatus.Success ? NtStatus.ObjectNameCollision : lookup.Status;
        }

        uint link = objects.CreateBody(ObjectKind.SymbolicLink, LinkBodyBytes);
        if (link == 0)
        {
            return NtStatus.InsufficientResources;
        }

        status = objects.Names.SetLink(link, target);
        status = status == NtStatus.Success ? objects.Names.Insert(lookup.Parent, lookup.Rest, link) : status;
        if (status != NtStatus.Success)
        {
            objects.Dereference(link);
            return status;
        }

        call.Memory.Write32(link + ObjectHeader.Flags, ObjectHeader.NamedFlag | ObjectHeader.PermanentFlag);
        return NtStatus.Success;
    }

    /// <summary>The target must be there: an object, or a file or folder on a device's volume. A device that a program has made is not asked.</summary>
    private static uint CheckTarget(Kernel kernel, string target)
    {
        NameLookup lookup = kernel.Objects.Lookup(0, target, followsLast: true);
        if (lookup.Status != NtStatus.Success)
        {
            return NtStatus.InvalidParameter;
        }

        if (lookup.Rest.Length == 0 || kernel.Io.DeviceOf(lookup.Object) is not { } device)
        {
            return NtStatus.Success;
        }

        return kernel.Io.Opener.Locate(new FileTarget(device, null, lookup.Rest), out _, out _);
    }

    private static uint DeleteLink(KernelCall call)
    {
        ObjectManager objects = call.Kernel.Objects;
        string name = call[0] == 0 ? string.Empty : objects.ReadString(call[0]);
        NameLookup lookup = objects.Lookup(0, name, followsLast: false);
        if (lookup.Status != NtStatus.Success)
        {
            return lookup.Status;
        }

        if (lookup.Rest.Length > 0 || objects.KindOf(lookup.Object) != ObjectKind.SymbolicLink)
        {
            return NtStatus.ObjectTypeMismatch;
        }

        objects.MakeTemporary(lookup.Object);
        objects.Dereference(lookup.Object);
        return NtStatus.Success;
    }
}
