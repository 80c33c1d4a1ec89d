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

    /// <summary>(SymbolicLinkName, DeviceName). What it names need not be there.</summary>
    private static uint CreateLink(KernelCall call)
    {
        ObjectManager objects = call.Kernel.Objects;
        string name = objects.ReadString(call[0]);
        string target = objects.ReadString(call[1]);
        NameLookup lookup = objects.Lookup(0, name, followsLast: false);
        if (lookup.Status == NtStatus.Success)
        {
            return NtStatus.ObjectNameCollision;
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

        uint status = objects.Names.SetLink(link, target);
        status = status == NtStatus.Success ? objects.Names.Insert(lookup.Parent, lookup.Rest, link) : status;
        if (status != NtStatus.Success)
        {
            objects.Dereference(link);
            return status;
        }

        call.Memory.Write32(link + ObjectHeader.Flags, ObjectHeader.NamedFlag | ObjectHeader.PermanentFlag);
        return NtStatus.Success;
    }

    private static uint DeleteLink(KernelCall call)
    {
        ObjectManager objects = call.Kernel.Objects;
        NameLookup lookup = objects.Lookup(0, objects.ReadString(call[0]), followsLast: false);
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
