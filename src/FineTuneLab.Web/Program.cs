using FineTuneLab.Web.Hosting;

return await WebServer.RunAsync(args);
