using System.Net;
using System.Net.WebSockets;
using FineTuneLab.Web.Tests.Site;

namespace FineTuneLab.Web.Tests.Hosting;

/// <summary>What a page of another site may not do to a server on this machine.</summary>
public sealed class GuardTests(SmallLab small) : IClassFixture<SmallLab>
{
    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task PostOfAnotherSite_IsForbidden(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/experiments/any/cancel");
        request.Headers.Add(header, value);

        using var response = await small.Lab.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task PostOfOurOwnPage_Passes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs/none/cancel");
        request.Headers.Add("Origin", small.Lab.Address.GetLeftPart(UriPartial.Authority));

        using var response = await small.Lab.Http.SendAsync(request);

        response.StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task ForeignHostHeader_IsRefused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/experiments");
        request.Headers.Host = host;

        using var response = await small.Lab.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("http://evil.example", false)]
    [InlineData(null, true)]
    public async Task WebSocket_OpensForOurOwnOriginOnly(string? origin, bool opens)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin ?? small.Lab.Address.GetLeftPart(UriPartial.Authority));
        var connect = () => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{small.Lab.Address.Port}/_blazor"), CancellationToken.None);

        if (opens)
            await connect();
        else
            (await connect.ShouldThrowAsync<WebSocketException>()).Message.ShouldContain("403");

        (socket.State == WebSocketState.Open).ShouldBe(opens);
    }

    [Fact]
    public async Task Page_AllowsNothingOfAnotherOrigin()
    {
        using var response = await small.Lab.Http.GetAsync("/experiments");

        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldNotContain("http");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
    }
}
