namespace Xemu.Migration.Tests;

/// <summary>A sparse file in memory. Any thread.</summary>
internal sealed class MemoryFile
{
    private const int PageBytes = 4096;

    private readonly Dictionary<long, byte[]> _pages = [];

    public long Length { get; private set; }

    /// <summary>Pages that were written.</summary>
    public int PageCount => _pages.Count;

    public static MemoryFile Of(byte[] bytes)
    {
        var file = new MemoryFile();
        file.Write(0, bytes);
        return file;
    }

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        lock (_pages)
        {
            Length = Math.Max(Length, position + bytes.Length);
            while (bytes.Length > 0)
            {
                int offset = (int)(position % PageBytes);
                int count = Math.Min(PageBytes - offset, bytes.Length);
                if (!_pages.TryGetValue(position / PageBytes, out byte[]? page))
                {
                    _pages.Add(position / PageBytes, page = new byte[PageBytes]);
                }

                bytes[..count].CopyTo(page.AsSpan(offset));
                bytes = bytes[count..];
                position += count;
            }
        }
    }

    public void Read(long position, Span<byte> bytes)
    {
        lock (_pages)
        {
            if (position + bytes.Length > Length)
            {
                throw new EndOfStreamException($"The file ends at 0x{Length:X}.");
            }

            while (bytes.Length > 0)
            {
                int offset = (int)(position % PageBytes);
                int count = Math.Min(PageBytes - offset, bytes.Length);
                if (_pages.TryGetValue(position / PageBytes, out byte[]? page))
                {
                    page.AsSpan(offset, count).CopyTo(bytes);
                }
                else
                {
                    bytes[..count].Clear();
                }

                bytes = bytes[count..];
                position += count;
            }
        }
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        Read(0, bytes);
        return bytes;
    }

    public void Truncate(long length) => Length = length;
}
