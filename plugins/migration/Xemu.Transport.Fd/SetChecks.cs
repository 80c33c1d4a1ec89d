using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Fd;

/// <summary>What a set of descriptors must be: one of a file, or two of one file of which exactly one has O_DIRECT.</summary>
internal sealed class SetChecks(TransportTarget target, FileAddress address, int number, bool isWriting)
{
    private const string TwoWanted = "add a descriptor of the file opened with O_DIRECT and one opened without";

    /// <summary>Opens the set; its descriptors stay the store's.</summary>
    public SeekableFile Open(int[] members)
    {
        if (members.Length == 0)
        {
            throw Refuse($"there is no set {number} of descriptors; add one (add-fd in the monitor, --add-fd {number}=FD on the command line)");
        }

        List<Descriptor> copies = [];
        try
        {
            copies.AddRange(members.Select(m => DescriptorChecks.Duplicate(target, m)));
            (Descriptor main, Descriptor? direct) = Choose(copies, members);
            SeekableFile file = DescriptorChecks.FileOf(target, main, direct, address.OffsetBytes, isWriting);
            copies.Remove(main);
            copies.Remove(direct!);
            return file;
        }
        finally
        {
            copies.ForEach(static c => c.Dispose());
        }
    }

    private (Descriptor Main, Descriptor? Direct) Choose(List<Descriptor> copies, int[] members)
    {
        if (copies.Count > 2)
        {
            throw Refuse($"it has {copies.Count} descriptors, but one or two can be used; remove the others (remove-fd)");
        }

        var checks = new DescriptorChecks(target, isWriting);
        FileStatus[] status = [.. copies.Select((c, i) => checks.Check(c, $"descriptor {members[i]}"))];
        int notFile = Array.FindIndex(status, static s => !s.IsRegular);
        if (notFile >= 0)
        {
            throw Refuse($"descriptor {members[notFile]} is {status[notFile].Kind}, but a set stands for a file; open a file, or use fd:NAME");
        }

        return copies.Count == 1 ? ChooseSingle(copies[0], members[0]) : ChoosePair(copies, members, status);
    }

    private (Descriptor Main, Descriptor? Direct) ChooseSingle(Descriptor only, int member)
    {
        bool hasDirect = HasDirect(only);
        if (target.IsDirect)
        {
            throw Refuse($"direct I/O needs two descriptors, but it has one, {member}, {(hasDirect ? "with" : "without")} O_DIRECT; {TwoWanted}");
        }

        return hasDirect ? throw Refuse($"its one descriptor, {member}, has O_DIRECT, which headers cannot be written with; {TwoWanted}, or one without alone") : (only, null);
    }

    private (Descriptor Main, Descriptor? Direct) ChoosePair(List<Descriptor> copies, int[] members, FileStatus[] status)
    {
        string both = $"descriptors {members[0]} and {members[1]}";
        if (!status[0].IsSameFile(status[1]))
        {
            throw Refuse($"{both} are not of the same file; {TwoWanted}");
        }

        if (IsSameOpenFile(copies[0].Number, copies[1].Number))
        {
            throw Refuse($"{both} are duplicates of one another and share their flags; open the file twice: {TwoWanted}");
        }

        bool[] direct = [HasDirect(copies[0]), HasDirect(copies[1])];
        if (direct[0] == direct[1])
        {
            throw Refuse($"{(direct[0] ? "both" : "neither")} of {both} {(direct[0] ? "have" : "has")} O_DIRECT, but exactly one must; {TwoWanted}");
        }

        (Descriptor main, Descriptor other) = direct[0] ? (copies[1], copies[0]) : (copies[0], copies[1]);
        if (target.IsDirect)
        {
            DirectAccess.RequireAligned(address, DirectAccess.AlignmentOf(target.Uri, target.Uri, other));
        }

        return (main, target.IsDirect ? other : null);
    }

    private static bool HasDirect(Descriptor descriptor) => (descriptor.Flags() & Libc.Direct) != 0;

    /// <summary>Whether two descriptors are one open file (kcmp(2), KCMP_FILE). Where that may not be asked the answer is no: then their flags are the same, which is refused as well.</summary>
    private static bool IsSameOpenFile(int first, int second)
    {
        int self = Libc.getpid();
        return Libc.syscall(Libc.SysKcmp, self, self, 0, first, second) == 0;
    }

    private MigrationException Refuse(string why) => new($"'{target.Uri}' cannot be used: {why}.");
}
