using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Methods that fill the transform engine's memories: constants, and the program.</summary>
internal sealed class TransformLoads(KelvinState state)
{
    /// <summary>Whether a method's word is one of the constants.</summary>
    public static bool IsConstant(KelvinAction action) => action is KelvinAction.TransformContext or KelvinAction.TransformConstant;

    /// <summary>Transform constants come in long runs: up to four words of one are taken together.</summary>
    /// <returns>How many words were taken: all up to a method of another kind.</returns>
    public int TakeConstants(uint method, ReadOnlySpan<uint> data)
    {
        int done = 0;
        KelvinAction action = KelvinMethods.ActionOf(method);
        while (done < data.Length && IsConstant(action))
        {
            ReadOnlySpan<uint> row = data.Slice(done, Math.Min(data.Length - done, 4 - (int)((method >> 2) & 3)));
            state.Store(method, row);
            SetRow(action, method, row);
            done += row.Length;
            method += (uint)row.Length * 4;
            action = KelvinMethods.ActionOf(method);
        }

        return done;
    }

    /// <summary>Sets words of one transform constant.</summary>
    public void SetRow(KelvinAction action, uint method, ReadOnlySpan<uint> row)
    {
        if (action == KelvinAction.TransformContext)
        {
            state.SetConstants(TransformContext.WordOf(method), row);
            return;
        }

        ref uint load = ref state[KelvinMethods.TransformConstantLoad];
        uint component = (method >> 2) & 3;
        if (load < DrawCall.AddressableConstantCount)
        {
            state.SetConstants((int)((load * 4) + component), row);
        }

        load += component + (uint)row.Length == 4 ? 1u : 0;
    }

    /// <summary>SET_TRANSFORM_PROGRAM.</summary>
    public void LoadProgram(uint method, uint data)
    {
        ref uint load = ref state[KelvinMethods.TransformProgramLoad];
        uint word = (method >> 2) & 3;
        if (load < KelvinState.ProgramLength)
        {
            state.Program[(load * 4) + word] = data;
            state.NoteProgram();
        }

        load += word == 3 ? 1u : 0;
    }
}
