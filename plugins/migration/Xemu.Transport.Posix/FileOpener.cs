using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>Opens files as migration streams, after every check that can be made before.</summary>
internal static class FileOpener
{
    /// <summary>Opens for writing: under a temporary name, or in place where an existing file's start shall stay.</summary>
    /// <param name="address">Where.</param>
    /// <param name="isDirect">Whether page channels use O_DIRECT.</param>
    public static SeekableFile OpenWrite(FileAddress address, bool isDirect)
    {
        LinuxHost.Require(address.Uri);
        string path = FollowLinks(address);
        FileStatus? former = CheckTarget(address, path);
        return former is not null && address.OffsetBytes > 0
            ? OpenInPlace(address, path, isDirect)
            : OpenTemporary(address, path, former, isDirect);
    }

    /// <summary>Opens for reading.</summary>
    public static SeekableFile OpenRead(FileAddress address, bool isDirect)
    {
        LinuxHost.Require(address.Uri);
        FileStatus status = Look(address.Path, out int errno)
            ?? throw new MigrationException($"File '{address.Path}' cannot be read: {Errno.Text(errno)}; check the path.");
        RequireRegular(address.Path, status);
        Descriptor file = Descriptor.TryOpen(address.Path, Libc.ReadOnly | Libc.NonBlocking, 0, out errno)
            ?? throw new MigrationException($"File '{address.Path}' cannot be read: {Errno.Text(errno)}; check its mode.");
        return Guarded(file, () =>
        {
            RequireLock(address.Path, file, isExclusive: false);
            ulong size = file.Status().SizeBytes;
            if (address.OffsetBytes > size)
            {
                throw new MigrationException($"File '{address.Path}' has {size} bytes, but the offset is {address.OffsetBytes}; check the offset.");
            }

            return Make(address, file, isDirect, isAtomic: false, new UnlockAtEnd(file), isWriting: false);
        });
    }

    private static SeekableFile OpenTemporary(FileAddress address, string path, FileStatus? former, bool isDirect)
    {
        var temporary = TemporaryFile.Create(path, former);
        try
        {
            return Make(address, temporary.File, isDirect, isAtomic: true, temporary);
        }
        catch
        {
            temporary.Dispose();
            temporary.File.Dispose();
            throw;
        }
    }

    private static SeekableFile OpenInPlace(FileAddress address, string path, bool isDirect)
    {
        Descriptor file = Descriptor.TryOpen(path, Libc.ReadWrite, 0, out int errno)
            ?? throw new MigrationException($"File '{path}' cannot be written: {Errno.Text(errno)}; change its mode or save elsewhere.");
        return Guarded(file, () =>
        {
            RequireLock(path, file, isExclusive: true);
            return Make(address, file, isDirect, isAtomic: false, new InPlaceFile(path, file, address.OffsetBytes));
        });
    }

    private static SeekableFile Make(FileAddress address, Descriptor file, bool isDirect, bool isAtomic, IFileEnding ending, bool isWriting = true)
    {
        var abilities = new TransportAbilities { IsSeekable = true, IsMultiChannel = true, IsAtomic = isAtomic, IsSparse = true };
        if (!isDirect)
        {
            return new SeekableFile(address.Path, file, null, address.OffsetBytes, abilities, ending, isWriting);
        }

        Descriptor direct = DirectAccess.Reopen(address, file, isWriting);
        return Guarded(direct, () =>
        {
            DirectAlignment alignment = DirectAccess.AlignmentOf(address.Path, address.Uri, direct);
            DirectAccess.RequireAligned(address, alignment);
            return new SeekableFile(
                address.Path, file, direct, address.OffsetBytes, abilities with { Alignment = alignment.Position, MemoryAlignment = alignment.Memory }, ending, isWriting);
        });
    }

    private static FileStatus? CheckTarget(FileAddress address, string path)
    {
        CheckFolder(address, Path.GetDirectoryName(path));
        if (Look(path, out int errno) is not { } status)
        {
            return errno == Errno.NoEntry ? null : throw new MigrationException($"File '{path}' cannot be written: {Errno.Text(errno)}; choose another path.");
        }

        RequireRegular(path, status);

        // Root may write everything; that nobody may write is the user's word all the same.
        if ((status.Permissions & 0x92 /* 0222 */) == 0 || Libc.faccessat(Libc.AtFdCwd, path, Libc.AccessWrite, Libc.AtEffectiveAccess) != 0)
        {
            throw new MigrationException($"File '{path}' is read-only; change its mode or save elsewhere.");
        }

        return status;
    }

    private static void CheckFolder(FileAddress address, string? folder)
    {
        if (folder is null)
        {
            throw new MigrationException($"'{address.Path}' is a folder; name a file in it.");
        }

        if (Look(folder, out int errno) is not { } status)
        {
            throw new MigrationException(errno == Errno.NoEntry
                ? $"Folder '{folder}' does not exist; make it first."
                : $"Folder '{folder}' cannot be used: {Errno.Text(errno)}; choose another.");
        }

        if (!status.IsFolder)
        {
            throw new MigrationException($"'{folder}' is {status.Kind} and no folder; choose another path.");
        }

        if (Libc.faccessat(Libc.AtFdCwd, folder, Libc.AccessWrite | Libc.AccessExecute, Libc.AtEffectiveAccess) != 0)
        {
            throw new MigrationException($"Folder '{folder}' takes no new file: {Errno.Text(Errno.Last)}; change its mode or choose another.");
        }
    }

    private static void RequireRegular(string path, in FileStatus status)
    {
        if (status.IsFolder)
        {
            throw new MigrationException($"'{path}' is a folder; name a file in it.");
        }

        if (!status.IsRegular)
        {
            throw new MigrationException($"'{path}' is {status.Kind} and no file; name a file, or open it yourself and hand the descriptor over (fd:NAME).");
        }
    }

    private static void RequireLock(string path, Descriptor file, bool isExclusive)
    {
        if (!Locks.TryTake(file, isExclusive))
        {
            throw new MigrationException(isExclusive
                ? $"File '{path}' is being read or written by a migration; wait for its end or save elsewhere."
                : $"File '{path}' is being written by a migration; wait for its end.");
        }
    }

    /// <summary>The file that is meant: a link stays, what it leads to is written.</summary>
    private static string FollowLinks(FileAddress address)
    {
        try
        {
            return File.ResolveLinkTarget(address.Path, returnFinalTarget: true)?.FullName ?? address.Path;
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new MigrationException($"Link '{address.Path}' leads nowhere; choose another path.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nothing is there, or nobody may look: the checks that follow say so.
            return address.Path;
        }
    }

    private static FileStatus? Look(string path, out int errno)
    {
        bool isThere = Libc.statx(Libc.AtFdCwd, path, 0, FileStatus.BasicMask, out FileStatus status) == 0;
        errno = isThere ? 0 : Errno.Last;
        return isThere ? status : null;
    }

    private static SeekableFile Guarded(Descriptor descriptor, Func<SeekableFile> make)
    {
        try
        {
            return make();
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }
}
