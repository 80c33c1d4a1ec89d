using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Fd;

/// <summary>What a descriptor must be, asked before anything is done with it.</summary>
internal sealed class DescriptorChecks(TransportTarget target, bool isWriting)
{
    /// <summary>O_PATH: names a file and neither reads nor writes.</summary>
    private const int PathOnly = 0x20_0000;

    /// <summary>Makes a stream of one descriptor, which belongs to the stream once this returns.</summary>
    public IMigrationStream Open(Descriptor descriptor)
    {
        FileStatus status = Check(descriptor, "the descriptor");
        return status.IsRegular ? OpenFile(descriptor) : new PipeStream(target.Uri, descriptor, status.IsSocket, isWriting);
    }

    /// <summary>Makes a stream of an inherited descriptor: a file's is duplicated and stays open, a pipe or a socket is taken over, so that its other end sees the end.</summary>
    public IMigrationStream OpenInherited(int number)
    {
        FileStatus status;
        using (var borrowed = new Descriptor(number, owns: false))
        {
            status = Check(borrowed, $"descriptor {number}");
        }

        if (!status.IsRegular)
        {
            return new PipeStream(target.Uri, new Descriptor(number), status.IsSocket, isWriting);
        }

        Descriptor copy = Duplicate(target, number);
        try
        {
            return OpenFile(copy);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public static Descriptor Duplicate(TransportTarget target, int number) =>
        Descriptor.TryDuplicate(number, out int errno) ?? throw new MigrationException($"Descriptor {number} of '{target.Uri}' cannot be duplicated: {Errno.Text(errno)}; hand over one that is open.");

    /// <summary>Checks the access mode and the kind of what is behind a descriptor.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="which">It, for messages.</param>
    public FileStatus Check(Descriptor descriptor, string which)
    {
        int flags = descriptor.Flags();
        FileStatus status = descriptor.Status();
        int wanted = isWriting ? Libc.WriteOnly : Libc.ReadOnly;
        int mode = flags & Libc.AccessMode;
        if (flags < 0 || (flags & PathOnly) != 0 || (mode != wanted && mode != Libc.ReadWrite))
        {
            throw Refuse($"{which} is open for {(mode == Libc.WriteOnly ? "writing" : "reading")} only, but the migration {(isWriting ? "writes" : "reads")}; open it for {(isWriting ? "writing" : "reading")}");
        }

        if (status is { IsRegular: false, IsPipe: false, IsSocket: false })
        {
            throw Refuse($"{which} is {status.Kind}, but must be a file, a pipe or a socket; open something else");
        }

        if (status.IsRegular)
        {
            CheckFile(flags, which);
        }
        else
        {
            CheckPipe(status, which);
        }

        return status;
    }

    private void CheckFile(int flags, string which)
    {
        if (isWriting && (flags & Libc.Append) != 0)
        {
            throw Refuse($"{which} has O_APPEND, which ignores positions; open it without (>FILE and not >>FILE)");
        }
    }

    private void CheckPipe(in FileStatus status, string which)
    {
        if (target.IsDirect)
        {
            throw Refuse($"{which} is {status.Kind}, which has no direct I/O; leave direct I/O off or hand over a file");
        }

        if (target.PageChannels > 0)
        {
            throw Refuse($"{which} is {status.Kind} and has one channel, but {target.PageChannels} for pages are wanted; leave multifd off or hand over a file");
        }
    }

    private SeekableFile OpenFile(Descriptor descriptor)
    {
        if (target.IsDirect)
        {
            throw Refuse("direct I/O needs two descriptors of one file, one with O_DIRECT and one without; hand them over as a set and use file:/dev/fdset/N");
        }

        if ((descriptor.Flags() & Libc.Direct) != 0)
        {
            throw Refuse("the descriptor has O_DIRECT, which headers cannot be written with; open the file without, or hand over a set of two");
        }

        long offset = Libc.lseek(descriptor, 0, Libc.SeekCurrent);
        return FileOf(target, descriptor, null, (ulong)Math.Max(offset, 0), isWriting);
    }

    /// <summary>Makes a stream of a file's checked descriptors.</summary>
    public static SeekableFile FileOf(TransportTarget target, Descriptor main, Descriptor? direct, ulong offset, bool isWriting)
    {
        if (!Locks.TryTake(main, isExclusive: isWriting))
        {
            throw new MigrationException($"The file behind '{target.Uri}' is being {(isWriting ? "read or written" : "written")} by a migration; wait for its end.");
        }

        if (!isWriting && main.Status().SizeBytes is var size && size < offset)
        {
            Locks.Release(main);
            throw new MigrationException($"The file behind '{target.Uri}' has {size} bytes, but the data would start at {offset}; check the offset.");
        }

        var alignment = direct is null ? new DirectAlignment(1, 1) : DirectAccess.AlignmentOf(target.Uri, target.Uri, direct);
        var abilities = new TransportAbilities
        {
            IsSeekable = true,
            IsMultiChannel = true,
            IsSparse = true,
            Alignment = alignment.Position,
            MemoryAlignment = alignment.Memory,
        };
        IFileEnding ending = isWriting ? new InPlaceFile(target.Uri, main, offset) : new UnlockAtEnd(main);
        var file = new SeekableFile(target.Uri, main, direct, offset, abilities, ending, isWriting);
        file.OpenPageChannels(target.PageChannels, CancellationToken.None);
        return file;
    }

    private MigrationException Refuse(string why) => new($"'{target.Uri}' cannot be used: {why}.");
}
