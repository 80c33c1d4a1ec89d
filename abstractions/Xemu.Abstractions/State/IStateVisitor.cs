using Xemu.Abstractions.Time;

namespace Xemu.Abstractions.State;

/// <summary>Goes over the fields of a component. Names are kebab- or snake-case, unique within the component, and never change once released.</summary>
public interface IStateVisitor
{
    /// <summary>The version that is being written or read.</summary>
    int Version { get; }

    /// <summary>Whether fields are being assigned.</summary>
    bool IsLoading { get; }

    /// <summary>A flag.</summary>
    void Field(string name, ref bool value);

    /// <summary>8 bits.</summary>
    void Field(string name, ref byte value);

    /// <summary>16 bits.</summary>
    void Field(string name, ref ushort value);

    /// <summary>32 bits.</summary>
    void Field(string name, ref uint value);

    /// <summary>32 bits, signed.</summary>
    void Field(string name, ref int value);

    /// <summary>64 bits.</summary>
    void Field(string name, ref ulong value);

    /// <summary>64 bits, signed.</summary>
    void Field(string name, ref long value);

    /// <summary>A fixed number of bytes.</summary>
    void Bytes(string name, Span<byte> value);

    /// <summary>A fixed number of words.</summary>
    void Words(string name, Span<uint> value);

    /// <summary>Bytes whose number varies.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="value">The bytes; replaced on loading.</param>
    /// <param name="maxLength">A file that claims more is refused.</param>
    void Blob(string name, ref byte[] value, int maxLength);

    /// <summary>Text.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="value">The text; replaced on loading.</param>
    /// <param name="maxLength">Most UTF-8 bytes; a file that claims more is refused.</param>
    void Text(string name, ref string value, int maxLength);

    /// <summary>A timer: whether it is armed, and its deadline. Loading arms or cancels it.</summary>
    void Timer(string name, IGuestTimer timer);

    /// <summary>A part with fields of its own, whose names are its own.</summary>
    void Part(string name, IStateful part);

    /// <summary>Optional data, written only when needed.</summary>
    /// <param name="name">Name of the subsection.</param>
    /// <param name="needed">On saving: whether it is written.</param>
    /// <param name="fields">Describes its fields; on loading called only when the file has it.</param>
    void Subsection(string name, bool needed, Action<IStateVisitor> fields);
}
