namespace Xemu.Abstractions;

/// <summary>Puts something into a machine that has just been reset, before its CPU runs: a kernel, a program. Asked for by type.</summary>
public interface IBootLoader
{
    /// <summary>Loads. Called on the machine thread after every component's <see cref="IComponent.Reset"/>, at power-on and after every reset.</summary>
    void Load();
}
