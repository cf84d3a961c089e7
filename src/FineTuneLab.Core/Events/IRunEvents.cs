namespace FineTuneLab.Core.Events;

/// <summary>Where a recipe reports to. The worker's implementation appends to the run folder's event log.</summary>
public interface IRunEvents
{
    void Append(RunEvent runEvent);
}
