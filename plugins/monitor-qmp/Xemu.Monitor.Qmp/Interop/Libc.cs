using System.Runtime.InteropServices;

namespace Xemu.Monitor.Qmp;

/// <summary>The functions of libc that are used; Linux, 64 bits.</summary>
internal static unsafe partial class Libc
{
    public const int EIntr = 4;
    public const int RegularFile = 0x8000;
    private const int AtFdCwd = -100;
    private const uint StatxType = 1;
    private const int MsgCmsgCloexec = 0x4000_0000;
    private const int SolSocket = 1;
    private const int ScmRights = 1;

    /// <summary>Most descriptors that one message carries: SCM_MAX_FD of Linux.</summary>
    private const int MostDescriptors = 253;

    /// <summary>Receives bytes, and the descriptors that came with them.</summary>
    /// <param name="socket">A unix socket.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="descriptors">Receives the descriptors, which the caller owns; closed when programs are started.</param>
    /// <returns>Bytes, 0 at the end.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static int Receive(SafeHandle socket, Span<byte> buffer, List<int> descriptors)
    {
        // A control message's header is two words long, and its data follows without a gap (cmsg(3) on 64-bit hosts).
        const int HeaderBytes = 16;
        byte* control = stackalloc byte[HeaderBytes + (MostDescriptors * sizeof(int)) + 8];
        fixed (byte* start = buffer)
        {
            while (true)
            {
                // SAFETY: both buffers outlive the call and their lengths are theirs.
                var piece = new IoVector { Base = start, Length = (nuint)buffer.Length };
                var message = new MessageHeader { Vectors = &piece, VectorCount = 1, Control = control, ControlLength = HeaderBytes + (MostDescriptors * sizeof(int)) + 4 };
                nint count = recvmsg(socket, &message, MsgCmsgCloexec);
                if (count < 0)
                {
                    int error = Marshal.GetLastPInvokeError();
                    if (error == EIntr)
                    {
                        continue;
                    }

                    throw new IOException($"The connection broke: {Marshal.GetPInvokeErrorMessage(error)}");
                }

                Collect(control, message.ControlLength, descriptors);
                return (int)count;
            }
        }
    }

    /// <summary>The type bits of a file's mode, or null when nothing is there.</summary>
    public static int? FileType(string path)
    {
        // struct statx is 256 bytes long and has its mode at 28 on every Linux.
        const int ModeAt = 28;
        const int TypeMask = 0xF000;
        byte* buffer = stackalloc byte[256];
        return statx(AtFdCwd, path, 0, StatxType, buffer) == 0 ? *(ushort*)(buffer + ModeAt) & TypeMask : null;
    }

    [LibraryImport("libc")]
    public static partial int gettid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(SafeHandle socket, MessageHeader* message, int flags);

    private static void Collect(byte* control, nuint length, List<int> descriptors)
    {
        // SAFETY: the kernel has written whole control messages into length bytes; each step is checked against it.
        nuint at = 0;
        while (at + 16 <= length)
        {
            nuint size = *(nuint*)(control + at);
            if (size < 16 || size > length - at)
            {
                return;
            }

            if (*(int*)(control + at + 8) == SolSocket && *(int*)(control + at + 12) == ScmRights)
            {
                for (nuint i = 16; i + 4 <= size; i += 4)
                {
                    descriptors.Add(*(int*)(control + at + i));
                }
            }

            at += (size + 7) & ~(nuint)7;
        }
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr of Linux on 64-bit hosts.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public ulong NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
