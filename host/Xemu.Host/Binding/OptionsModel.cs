using System.Reflection;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>The options of a record, read by reflection.</summary>
internal sealed class OptionsModel
{
    private const int MaxRecordDepth = 4;

    private static readonly Type[] CollectionInterfaces =
        [typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>), typeof(IList<>), typeof(ICollection<>)];

    private static readonly Type[] IntegerTypes =
        [typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    private OptionsModel(Type type, IReadOnlyList<OptionInfo> options)
    {
        Type = type;
        Options = options;
    }

    public Type Type { get; }

    /// <summary>In order of declaration.</summary>
    public IReadOnlyList<OptionInfo> Options { get; }

    public OptionInfo? Find(string key) => Options.FirstOrDefault(option => option.Key == key);

    /// <summary>Reads a record type.</summary>
    /// <exception cref="PluginException">The record is not as the contract asks.</exception>
    public static OptionsModel Of(Type type) => Of(type, depth: 0);

    private static OptionsModel Of(Type type, int depth)
    {
        if (depth > MaxRecordDepth)
        {
            throw new PluginException($"Options record {type.Name} nests more than {MaxRecordDepth} deep; flatten it.");
        }

        object defaults = Create(type);
        var nullability = new NullabilityInfoContext();
        List<OptionInfo> options = [];
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<OptionAttribute>() is { } attribute)
            {
                options.Add(Describe(property, attribute, defaults, nullability, depth));
            }
        }

        string? twice = options.GroupBy(option => option.Key).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? new OptionsModel(type, options)
            : throw new PluginException($"Options record {type.Name} has two properties for the key '{twice}'; rename one.");
    }

    /// <summary>Makes a record with its defaults.</summary>
    public static object Create(Type type)
    {
        try
        {
            return Activator.CreateInstance(type) ?? throw new PluginException($"Options record {type.Name} cannot be made.");
        }
        catch (Exception e) when (e is MissingMethodException or MemberAccessException or TargetInvocationException)
        {
            throw new PluginException($"Options record {type.Name} cannot be made: {(e.InnerException ?? e).Message}", e);
        }
    }

    private static OptionInfo Describe(
        PropertyInfo property, OptionAttribute attribute, object defaults, NullabilityInfoContext nullability, int depth)
    {
        if (property.SetMethod is null)
        {
            throw new PluginException($"Option {property.DeclaringType?.Name}.{property.Name} cannot be set; declare it {{ get; init; }}.");
        }

        Type? item = ItemType(property.PropertyType);
        Type type = item ?? property.PropertyType;
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        OptionKind kind = KindOf(value)
            ?? throw new PluginException($"Option {property.DeclaringType?.Name}.{property.Name} has type {value.Name}, which manifests cannot express.");
        object? standard = property.GetValue(defaults);
        bool isImpliedRequired = !attribute.Required && standard is null or FilePath { FullPath: null }
            && Nullable.GetUnderlyingType(property.PropertyType) is null
            && nullability.Create(property).WriteState != NullabilityState.Nullable;
        return new OptionInfo
        {
            Key = KebabCase.From(property.Name),
            Property = property,
            Attribute = attribute,
            Kind = kind,
            ValueType = value,
            IsArray = item is not null,
            IsRequired = attribute.Required || isImpliedRequired,
            Record = kind == OptionKind.Record ? Of(value, depth + 1) : null,
            Default = standard,
        };
    }

    private static Type? ItemType(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        return type.IsGenericType && CollectionInterfaces.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0] : null;
    }

    private static OptionKind? KindOf(Type type)
    {
        if (type == typeof(string))
        {
            return OptionKind.Text;
        }

        if (type == typeof(bool))
        {
            return OptionKind.Flag;
        }

        if (type.IsEnum)
        {
            return OptionKind.Enumeration;
        }

        if (IntegerTypes.Contains(type))
        {
            return OptionKind.Integer;
        }

        if (type == typeof(double) || type == typeof(float))
        {
            return OptionKind.Number;
        }

        if (Quantity.Of(type) is not null)
        {
            return OptionKind.Quantity;
        }

        if (type == typeof(FilePath))
        {
            return OptionKind.Path;
        }

        if (type == typeof(DateTimeOffset))
        {
            return OptionKind.Date;
        }

        if (type.IsInterface)
        {
            return OptionKind.Reference;
        }

        bool hasOptions = type.IsClass && type.GetProperties().Any(property => property.IsDefined(typeof(OptionAttribute)));
        return hasOptions ? OptionKind.Record : null;
    }
}
