using FineTuneLab.Core;
using FluentValidation;
using MediatR;

namespace FineTuneLab.App.Pipeline;

/// <summary>Runs every validator of a request before its handler, and says everything that is wrong at once.</summary>
public sealed class ValidateRequests<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public async Task<TResponse> Handle(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            foreach (var failure in result.Errors)
                problems.Add(failure.PropertyName, failure.ErrorMessage);
        }

        problems.ThrowIfAny(typeof(TRequest).Name);
        return await next();
    }
}
