using System.Globalization;
using System.Text.Json;
using FineTuneLab.Core;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FineTuneLab.App.Data;

/// <summary>SQLite turns NaN into NULL; as text in round-trip form every double comes back as the same bits.</summary>
internal sealed class RoundTripDouble()
    : ValueConverter<double, string>(
        value => value.ToString("R", CultureInfo.InvariantCulture),
        text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

/// <summary>Milliseconds since the Unix epoch: SQLite can order them.</summary>
internal sealed class UnixMilliseconds()
    : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

internal static class JsonColumns
{
    /// <summary>Keeps the value as JSON text, compared by that text. Values are replaced, never changed in place.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) =>
        property.HasConversion(
            new ValueConverter<T, string>(value => Write(value), text => Read<T>(text)),
            new ValueComparer<T>(
                (left, right) => ReferenceEquals(left, right) || Write(left!) == Write(right!), value => Write(value).GetHashCode(StringComparison.Ordinal), value => value));

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, LabJson.Options);

    private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, LabJson.Options)!;
}
