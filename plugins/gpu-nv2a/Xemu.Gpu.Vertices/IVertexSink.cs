namespace Xemu.Gpu.Vertices;

/// <summary>Who takes what <see cref="VertexRunner"/> gives.</summary>
internal interface IVertexSink
{
    /// <summary>Takes a vertex behind the vertex stage.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="result">All that the program gave.</param>
    void Take(int index, in VertexResult result);
}
