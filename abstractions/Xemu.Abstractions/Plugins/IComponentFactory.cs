namespace Xemu.Abstractions;

/// <summary>Makes components while a machine lives: a disc that is put in, a transport that an address asks for.</summary>
public interface IComponentFactory
{
    /// <summary>Every component type of the loaded plugins.</summary>
    IReadOnlyList<ComponentTypeInfo> Types { get; }

    /// <summary>Makes a component beside those of the manifest. Machine thread, or any thread for a component that touches no guest state. It is no part of the machine's state.</summary>
    /// <param name="id">Its id, for the log; need not be unique.</param>
    /// <param name="type">The component type.</param>
    /// <param name="options">Options as <c>--set</c> takes them: key and value. Relative paths start at the working folder.</param>
    /// <returns>The component, which the caller owns; the machine disposes what is left at its end.</returns>
    /// <exception cref="ComponentException">There is no such type, an option is wrong, or the component refuses.</exception>
    IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options);
}
