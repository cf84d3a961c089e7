using FineTuneLab.App.Features.Experiments;
using FineTuneLab.Core.Statistics;
using Microsoft.AspNetCore.Components;

namespace FineTuneLab.Web.Components.Leaderboard;

/// <summary>One score with its interval. It is marked best only where it is distinguishable from every other.</summary>
public partial class LeaderboardScore
{
    [Parameter]
    public LeaderboardCell? Cell { get; set; }

    [Parameter]
    public string? Tone { get; set; }

    private string? Class => Cell switch
    {
        { IsBest: true } => "is-best",
        { InLead: true } => "in-lead",
        _ => null,
    };

    private string Meaning
    {
        get
        {
            var cell = Cell!;
            var text = $"{Figures.Percent(cell.Value)} %, 95 % interval {Figures.Percent(cell.Low)} to {Figures.Percent(cell.High)}, n = {cell.N}";
            if (cell.AgainstBaseline is { } against)
                text += $", {Figures.Points(against.Paired.Difference.Value)} points against the base ({Word(against.Verdict)}, p = {Figures.Number(against.AdjustedP)})";
            if (cell.Missing > 0)
                text += $", {cell.Missing} missing";
            if (cell.IsBest)
                text += ". Better than every other approach on this suite, distinguishably";
            else if (cell.InLead)
                text += ". Not distinguishable from the highest";
            return cell.OtherScorers.Aggregate(text, (sum, other) => $"{sum}. {other.Key}: {Figures.Percent(other.Value)} %");
        }
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        _ => "not distinguishable",
    };
}
