using System.Runtime.InteropServices;

namespace Xemu.Chardev.Streams;

/// <summary>Writes to a descriptor.</summary>
internal sealed class DescriptorSink(int descriptor) : IByteSink
{
    public bool IsReady => true;

    public void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            nint count = Libc.write(descriptor, data, data.Length);
            if (count > 0)
            {
                data = data[(int)count..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Libc.EAgain)
            {
                // Somebody who shares the stream has made it non-blocking.
                Span<Libc.PollFd> watched = [new Libc.PollFd { Fd = descriptor, Events = Libc.PollOut }];
                _ = Libc.poll(watched, 1, 100);
            }
            else if (error != Libc.EIntr)
            {
                throw new IOException($"Descriptor {descriptor} cannot be written (error {error}).");
            }
        }
    }
}
