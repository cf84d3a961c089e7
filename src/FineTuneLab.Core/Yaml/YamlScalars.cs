using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FineTuneLab.Core.Yaml;

/// <summary>The single values that YAML may hold for us: text, numbers, true/false, and enums by their kebab-case names.</summary>
internal static class YamlScalars
{
    public static bool IsScalar(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsEnum || bare == typeof(string) || bare == typeof(bool) || bare == typeof(int) || bare == typeof(double);
    }

    /// <summary>An unquoted nothing, <c>null</c> or <c>~</c>.</summary>
    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any } scalar && scalar.Value is null or "" or "null" or "~";

    public static bool TryConvert(YamlScalarNode scalar, Type type, out object? value)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var text = scalar.Value ?? "";
        value = bare switch
        {
            _ when bare == typeof(string) => text,
            _ when bare == typeof(bool) => text is "true" or "false" ? text == "true" : null,
            _ when bare == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? i : null,
            _ when bare == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null,
            _ => EnumNames(bare).TryGetValue(text, out var member) ? member : null,
        };
        return value is not null;
    }

    public static string Describe(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsEnum)
            return "one of " + string.Join(", ", EnumNames(bare).Keys);
        if (bare == typeof(bool))
            return "true or false";
        if (bare == typeof(int))
            return "a whole number";
        return bare == typeof(double) ? "a number" : "text";
    }

    private static Dictionary<string, object> EnumNames(Type type) =>
        Enum.GetNames(type).ToDictionary(JsonNamingPolicy.KebabCaseLower.ConvertName, name => Enum.Parse(type, name), StringComparer.Ordinal);
}
