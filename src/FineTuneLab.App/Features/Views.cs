namespace FineTuneLab.App.Features;

/// <summary>How far the current phase is; rate in units a second. NaN where it is not known yet.</summary>
public sealed record ProgressView(string Phase, double Done, double Total, string Unit, double Rate, double SecondsLeft)
{
    /// <summary>0 to 1; 0 while the total is unknown.</summary>
    public double Share => Total > 0 ? Math.Clamp(Done / Total, 0, 1) : 0;
}

/// <summary>One page of rows and how many rows there are in all.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, int Total);
