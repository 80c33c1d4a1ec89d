using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Keeps a draw in step with what methods have set: a part is made anew when one of its words has changed since the last draw, and stays otherwise.</summary>
internal sealed class DrawResolver(InstanceMemory instances)
{
    private readonly ProgramCache _programs = new();
    private readonly TextureResolver _textures = new(instances);

    /// <summary>The draw, without its vertices.</summary>
    public DrawCall Call { get; } = new()
    {
        VertexProgram = new VertexProgram([], 0),
        PixelProgram = new PixelProgram { Textures = [default, default, default, default], Combiners = [default] },
    };

    /// <summary>Decoded programs.</summary>
    public ProgramCache Programs => _programs;

    /// <summary>Brings the draw up to date.</summary>
    /// <param name="state">What the methods have set.</param>
    public void Update(KelvinState state)
    {
        KelvinParts changed = state.Changed;
        state.Changed = KelvinParts.None;
        Call.Target = PipelineResolver.ResolveTarget(state, instances);
        state.Outputs.CopyTo(Call.VertexOutputs);
        if (changed != KelvinParts.None)
        {
            UpdateParts(state, changed);
        }

        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            _textures.Update(state, i, (changed & (KelvinParts)((int)KelvinParts.FirstTexture << i)) != 0, ref Call.Textures[i]);
        }
    }

    private void UpdateParts(KelvinState state, KelvinParts changed)
    {
        if ((changed & KelvinParts.Pipeline) != 0)
        {
            Call.State = PipelineResolver.Resolve(state);
            PipelineResolver.Resolve(state, Call.Constants);
        }

        if ((changed & KelvinParts.PixelProgram) != 0)
        {
            Call.PixelProgram = _programs.Pixel(state);
        }

        if ((changed & KelvinParts.PixelNumbers) != 0)
        {
            PipelineResolver.Resolve(state, Call.PixelConstants);
        }

        if ((changed & KelvinParts.VertexProgram) != 0)
        {
            Call.VertexProgram = _programs.Vertex(state);
        }

        if ((changed & KelvinParts.VertexNumbers) != 0)
        {
            FixedConstants.Fill(state, Call.VertexConstants);
        }

        if ((changed & KelvinParts.Constants) != 0)
        {
            state.Constants.CopyTo(Call.VertexConstants);
        }
    }
}
