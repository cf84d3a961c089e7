using System.Text.Json;
using FineTuneLab.Evals.Suites;

namespace FineTuneLab.App.Features;

/// <summary>A role as YAML writes it: updated-fact.</summary>
internal static class RoleName
{
    public static string Of(SuiteRole role) => JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());
}
