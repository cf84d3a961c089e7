using FineTuneLab.Evals.Suites;

namespace FineTuneLab.App.Features;

/// <summary>A role as YAML writes it.</summary>
internal static class RoleName
{
    public static string Of(SuiteRole role) => role switch
    {
        SuiteRole.UpdatedFact => "updated-fact",
        SuiteRole.OffTopic => "off-topic",
        _ => role.ToString().ToLowerInvariant(),
    };
}
