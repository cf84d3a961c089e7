namespace FineTuneLab.App.Data;

/// <summary>One point of a curve. A step that is told again, after a resume, replaces what was there.</summary>
public sealed class MetricPoint
{
    public required string RunId { get; init; }

    public required string Name { get; init; }

    public required long Step { get; init; }

    /// <summary>May be NaN or infinite, and stays so.</summary>
    public required double Value { get; set; }
}

public sealed class Artifact
{
    public required string RunId { get; init; }

    public required string Name { get; init; }

    public required string Path { get; set; }

    public required long Bytes { get; set; }

    public required string Sha256 { get; set; }
}

/// <summary>Something the worker said that is no failure.</summary>
public sealed class RunNotice
{
    public long Id { get; init; }

    public required string RunId { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Message { get; init; }
}
