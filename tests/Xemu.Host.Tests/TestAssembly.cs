using System.Reflection;
using System.Reflection.Emit;
using Xemu.Abstractions;

namespace Xemu.Host.Tests;

/// <summary>Makes plugin assemblies that no compiler of today would.</summary>
internal static class TestAssembly
{
    /// <summary>Writes <c>DIRECTORY/NAME/NAME.dll</c>.</summary>
    /// <param name="directory">A directory of plugins.</param>
    /// <param name="name">The assembly's name.</param>
    /// <param name="contract">The contract version that it claims, or null for no attribute.</param>
    /// <param name="register">Whether its entry class is a plugin that registers nothing.</param>
    public static string Write(string directory, string name, (int Major, int Minor)? contract, bool register = true)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(1, 2, 3) }, typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule(name);
        TypeBuilder entry = module.DefineType("Made.Entry", TypeAttributes.Public, typeof(object), register ? [typeof(IPlugin)] : []);
        if (register)
        {
            MethodBuilder method = entry.DefineMethod(nameof(IPlugin.Register), MethodAttributes.Public | MethodAttributes.Virtual, typeof(void), [typeof(IPluginRegistry)]);
            method.GetILGenerator().Emit(OpCodes.Ret);
        }

        Type made = entry.CreateType();
        if (contract is { } version)
        {
            ConstructorInfo constructor = typeof(PluginAttribute).GetConstructors()[0];
            assembly.SetCustomAttribute(new CustomAttributeBuilder(constructor, [name.ToLowerInvariant(), made, version.Major, version.Minor]));
        }

        string folder = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        string path = Path.Combine(folder, $"{name}.dll");
        assembly.Save(path);
        return path;
    }
}
