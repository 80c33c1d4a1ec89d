using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Machine;

namespace Xemu.Testing;

/// <summary>Finds mutable fields that are neither described nor marked <see cref="DerivedAttribute"/>: each one is changed, and the saved state must change with it.</summary>
public static class StateCompleteness
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The undescribed fields of a component and of the parts that it owns, as paths with the reason.</summary>
    public static IReadOnlyList<string> FindUndescribed(IStateful root)
    {
        var found = new List<string>();
        Visit(root, root, root.GetType().Name, found, new HashSet<object>(ReferenceEqualityComparer.Instance));
        return found;
    }

    /// <summary>The fields of a component that has no state which can change and are not marked <see cref="DerivedAttribute"/>.</summary>
    public static IReadOnlyList<string> FindMutable(IComponent component)
    {
        var found = new List<string>();
        for (Type? type = component.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            found.AddRange(type.GetFields(Instance).Where(static f => !f.IsInitOnly && !IsDerived(f)).Select(f => $"{type.Name}.{NameOf(f)}"));
        }

        return found;
    }

    private static void Visit(IStateful root, object target, string path, List<string> found, HashSet<object> seen)
    {
        if (!seen.Add(target) || target.GetType().IsDefined(typeof(DerivedAttribute)))
        {
            return;
        }

        for (Type? type = target.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Instance).Where(static f => !IsDerived(f)))
            {
                VisitField(root, target, field, $"{path}.{NameOf(field)}", found, seen);
            }
        }
    }

    private static void VisitField(IStateful root, object target, FieldInfo field, string path, List<string> found, HashSet<object> seen)
    {
        object? value = field.GetValue(target);
        Type type = field.FieldType;
        if (type.IsPointer || type.IsFunctionPointer || value is Delegate || typeof(Delegate).IsAssignableFrom(type))
        {
            if (!field.IsInitOnly)
            {
                found.Add($"{path}: mark it [Derived] with a reason");
            }
        }
        else if (value is Array array)
        {
            VisitArray(root, array, path, found, seen);
        }
        else if (type.IsValueType || value is string)
        {
            if (!field.IsInitOnly)
            {
                Probe(root, path, found, () => field.SetValue(target, Changed(value!)), () => field.SetValue(target, value));
            }
        }
        else if (value is not null && IsOwnedPart(root, value))
        {
            Visit(root, value, path, found, seen);
        }
        else if (!field.IsInitOnly || value is ICollection { Count: >= 0 } and not Array && !IsFixedTable(value))
        {
            found.Add($"{path}: a reference or collection that can change; describe what it holds and mark the field [Derived]");
        }
    }

    private static void VisitArray(IStateful root, Array array, string path, List<string> found, HashSet<object> seen)
    {
        if (array.Length == 0 || array.Rank != 1)
        {
            return;
        }

        Type element = array.GetType().GetElementType()!;
        if (element.IsPrimitive || element.IsEnum)
        {
            foreach (int index in new[] { 0, array.Length - 1 })
            {
                object old = array.GetValue(index)!;
                Probe(root, $"{path}[{index}]", found, () => array.SetValue(Changed(old), index), () => array.SetValue(old, index));
            }
        }
        else if (!element.IsValueType && array.GetValue(0) is { } first && IsOwnedPart(root, first))
        {
            Visit(root, first, $"{path}[0]", found, seen);
        }
    }

    private static void Probe(IStateful root, string path, List<string> found, Action change, Action restore)
    {
        byte[] before = StateWriter.Save(root);
        change();
        bool noticed;
        try
        {
            noticed = !before.AsSpan().SequenceEqual(StateWriter.Save(root));
        }
        finally
        {
            restore();
        }

        if (!noticed)
        {
            found.Add($"{path}: mutable, but neither described nor [Derived]");
        }
    }

    private static object Changed(object value) => value switch
    {
        bool b => !b,
        byte n => (byte)(n ^ 1),
        sbyte n => (sbyte)(n ^ 1),
        ushort n => (ushort)(n ^ 1),
        short n => (short)(n ^ 1),
        uint n => n ^ 1,
        int n => n ^ 1,
        ulong n => n ^ 1,
        long n => n ^ 1,
        char c => (char)(c ^ 1),
        float f => f + 1,
        double d => d + 1,
        nint p => p ^ 1,
        nuint p => p ^ 1,
        string s => s + "x",
        Enum e => Enum.ToObject(e.GetType(), Convert.ToInt64(e, null) == 0 ? 1 : 0),
        _ => ChangedStruct(value),
    };

    private static object ChangedStruct(object value)
    {
        foreach (FieldInfo field in value.GetType().GetFields(Instance))
        {
            if (field.FieldType.IsValueType)
            {
                object copy = RuntimeHelpers.GetObjectValue(value);
                field.SetValue(copy, Changed(field.GetValue(copy)!));
                return copy;
            }
        }

        return value;
    }

    private static bool IsOwnedPart(IStateful root, object value) =>
        value is not IComponent && value.GetType().Assembly == root.GetType().Assembly && value.GetType().IsClass;

    private static bool IsFixedTable(object value) => value.GetType().Namespace?.Contains("Frozen", StringComparison.Ordinal) == true;

    // A parameter of a primary constructor that methods use becomes a field '<name>P': part of the make-up, like a read-only field.
    private static bool IsDerived(FieldInfo field) =>
        field.IsDefined(typeof(DerivedAttribute))
        || field.Name.EndsWith(">P", StringComparison.Ordinal)
        || (field.DeclaringType!.GetProperty(NameOf(field), Instance)?.IsDefined(typeof(DerivedAttribute)) ?? false);

    private static string NameOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
