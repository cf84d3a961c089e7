using MediatR;

namespace FineTuneLab.App.Features.Lab;

/// <summary>Who has the data folder.</summary>
/// <param name="Address">Where its pages are, when it serves any.</param>
public sealed record LabOwner(int Pid, string? Address, DateTimeOffset Since);

/// <param name="Owner">Null when nobody has it: queued runs wait until a server or <c>lab run</c> does.</param>
/// <param name="DatabaseState">One sentence: absent, needs migration, or up to date with how many rows.</param>
public sealed record LabStatus(
    string Root, string DataFolder, string DatabaseFile, long DatabaseBytes, string DatabaseState, LabOwner? Owner, bool OwnedByThisProcess,
    int Experiments, int Queued, int Running, IReadOnlyList<string> Devices, string Worker, string? Problem);

/// <summary>State of the lab on this machine.</summary>
public sealed record GetStatus : IRequest<LabStatus>;
