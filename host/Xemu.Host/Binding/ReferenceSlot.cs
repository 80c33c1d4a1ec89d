using System.Reflection;

namespace Xemu.Host;

/// <summary>A property that names other components, to be filled when they exist.</summary>
/// <param name="Owner">The options record, or one nested in it.</param>
/// <param name="Option">The option.</param>
/// <param name="Targets">The ids with their places.</param>
internal sealed record ReferenceSlot(object Owner, OptionInfo Option, IReadOnlyList<(string Id, SourcePlace Place)> Targets)
{
    /// <summary>Puts the components in.</summary>
    public void Fill(Func<string, object> find)
    {
        PropertyInfo property = Option.Property;
        if (!Option.IsArray)
        {
            property.SetValue(Owner, find(Targets[0].Id));
            return;
        }

        var items = Array.CreateInstance(Option.ValueType, Targets.Count);
        for (int i = 0; i < Targets.Count; i++)
        {
            items.SetValue(find(Targets[i].Id), i);
        }

        property.SetValue(Owner, items);
    }
}
