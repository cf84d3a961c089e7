using FineTuneLab.Core;

namespace FineTuneLab.Web.Api;

/// <summary>Answers what its caller can mend as problem details (RFC 9457): <c>detail</c> is the sentence that the pages show.</summary>
public sealed class ProblemFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (LabException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "The lab cannot do this.");
        }
    }
}
