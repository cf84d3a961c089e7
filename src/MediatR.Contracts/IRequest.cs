namespace MediatR;

/// <summary>What a mediator can send to exactly one handler.</summary>
public interface IBaseRequest;

/// <summary>A request without a response.</summary>
public interface IRequest : IBaseRequest;

/// <summary>A request that is answered with a <typeparamref name="TResponse"/>.</summary>
public interface IRequest<out TResponse> : IBaseRequest;

/// <summary>A request that is answered with a stream of <typeparamref name="TResponse"/>.</summary>
public interface IStreamRequest<out TResponse>;
