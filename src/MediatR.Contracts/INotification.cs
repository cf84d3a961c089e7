namespace MediatR;

/// <summary>What a mediator publishes to any number of handlers.</summary>
public interface INotification;
