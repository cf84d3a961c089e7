using FineTuneLab.App;
using Microsoft.Extensions.Hosting;

// A lab in a process of its own: <root> <worker>. It says "ready" and works its queue off until it is killed.
var builder = Host.CreateApplicationBuilder();
builder.Configuration["Lab:Root"] = args[0];
builder.Configuration["Lab:Worker"] = args[1];
builder.Services.AddLab(builder.Configuration);
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
await host.WaitForShutdownAsync();
