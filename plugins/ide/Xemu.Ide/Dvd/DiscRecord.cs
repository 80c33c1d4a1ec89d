using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>Names a disc that was put into a drive: what opened it, from which file, and what it holds. Written only while such a disc is in.</summary>
internal sealed class DiscRecord
{
    private const int FingerprintBytes = 32;
    private const int MaxType = 127;

    /// <summary>PATH_MAX of Linux.</summary>
    private const int MaxFile = 4096;

    private const int EndBytes = 256 << 10;
    private const int SampleBytes = 4096;
    private const int Samples = 16;
    private readonly byte[] _fingerprint = new byte[FingerprintBytes];
    private string _type = string.Empty;
    private string _file = string.Empty;
    private ulong _sizeBytes;

    /// <summary>The component type that opened it; empty when it did not say.</summary>
    public string Type => _type;

    /// <summary>The file's absolute path; empty when it did not say.</summary>
    public string File => _file;

    /// <summary>The medium's size.</summary>
    public ulong SizeBytes => _sizeBytes;

    /// <summary>Whether it names a disc.</summary>
    public bool IsSet => _sizeBytes != 0 || _type.Length > 0 || _file.Length > 0 || _fingerprint.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Names a disc, which it reads in parts.</summary>
    public static DiscRecord Of(IBlockDevice disc)
    {
        var record = new DiscRecord { _sizeBytes = disc.SizeBytes };
        if (disc is IMediumSource { SourceType.Length: <= MaxType } source && Encoding.UTF8.GetByteCount(source.SourceFile) <= MaxFile)
        {
            record._type = source.SourceType;
            record._file = source.SourceFile;
        }

        Fingerprint(disc).CopyTo(record._fingerprint, 0);
        return record;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>The record, or null where the bytes are none.</returns>
    public static DiscRecord? FromBytes(ReadOnlySpan<byte> bytes)
    {
        const int FixedBytes = 8 + FingerprintBytes + 1;
        if (bytes.Length < FixedBytes || bytes.Length < FixedBytes + bytes[FixedBytes - 1])
        {
            return null;
        }

        int typeBytes = bytes[FixedBytes - 1];
        var record = new DiscRecord
        {
            _sizeBytes = BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _type = Encoding.UTF8.GetString(bytes.Slice(FixedBytes, typeBytes)),
            _file = Encoding.UTF8.GetString(bytes[(FixedBytes + typeBytes)..]),
        };
        bytes.Slice(8, FingerprintBytes).CopyTo(record._fingerprint);
        return record;
    }

    /// <summary>The record as an input's bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] size = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(size, _sizeBytes);
        byte[] type = Encoding.UTF8.GetBytes(_type);
        return [.. size, .. _fingerprint, (byte)type.Length, .. type, .. Encoding.UTF8.GetBytes(_file)];
    }

    /// <summary>Takes over another record's fields.</summary>
    public void Set(DiscRecord other)
    {
        (_type, _file, _sizeBytes) = (other._type, other._file, other._sizeBytes);
        other._fingerprint.CopyTo(_fingerprint, 0);
    }

    /// <summary>Names nothing.</summary>
    public void Clear() => Set(new DiscRecord());

    /// <summary>Whether a disc holds what the named one held, wherever it comes from.</summary>
    public bool HasContentOf(IBlockDevice disc) => disc.SizeBytes == _sizeBytes && Fingerprint(disc).AsSpan().SequenceEqual(_fingerprint);

    /// <summary>Describes the record as a subsection.</summary>
    public void Describe(IStateVisitor state)
    {
        if (state.IsLoading)
        {
            Clear();
        }

        state.Subsection("inserted-disc", IsSet, s =>
        {
            s.Text("type", ref _type, MaxType);
            s.Text("file", ref _file, MaxFile);
            s.Field("size-bytes", ref _sizeBytes);
            s.Bytes("fingerprint", _fingerprint);
        });
    }

    /// <summary>SHA-256 over the size, both ends of the medium, where file systems keep what changes from disc to disc, and pieces between.</summary>
    private static byte[] Fingerprint(IBlockDevice disc)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(size, disc.SizeBytes);
        hash.AppendData(size);
        byte[] buffer = new byte[EndBytes];
        Append(hash, disc, 0, buffer);
        for (ulong i = 1; i <= Samples; i++)
        {
            Append(hash, disc, disc.SizeBytes / (Samples + 1) * i, buffer.AsSpan(0, SampleBytes));
        }

        Append(hash, disc, disc.SizeBytes > EndBytes ? disc.SizeBytes - EndBytes : 0, buffer);
        return hash.GetHashAndReset();
    }

    /// <summary>Appends whole sectors; a piece that cannot be read counts as empty.</summary>
    private static void Append(IncrementalHash hash, IBlockDevice disc, ulong offset, Span<byte> buffer)
    {
        offset = offset / 512 * 512;
        int length = (int)Math.Min((ulong)buffer.Length, (disc.SizeBytes - offset) / 512 * 512);
        try
        {
            disc.Read(offset, buffer[..length]);
            hash.AppendData(buffer[..length]);
        }
        catch (IOException)
        {
            // A scratched disc is the same disc as long as it is scratched in the same place.
        }
    }
}
