// Streams a text, line by line, through one session over net.tcp and one over HTTP. Each session's service instance builds
// an index of the words. At the end the index is compared with one that was computed here.
//
//   dotnet run --project samples/Quickstart [-- --file PATH]

using System.Diagnostics;
using Parley;
using Parley.Channels;
using Quickstart;
using Spectre.Console;

if (!TryReadText(args, out var lines))
{
    return 2;
}

var expected = new WordIndex();
foreach (var line in lines)
{
    expected.Add(line);
}

var expectedSummary = expected.Summarize();

// The service: one class, two endpoints. Port 0 takes any free port.
await using var host = new ServiceHost(typeof(WordIndexer));
host.AddServiceEndpoint(typeof(IWordIndexer), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/words");
host.AddServiceEndpoint(typeof(IWordIndexer), new WSHttpBinding(SecurityMode.None), "http://127.0.0.1:0/words")
    .EndpointBehaviors.Add(new ConversationBehavior());
await host.OpenAsync();
var tcp = AddressOf("net.tcp");
var http = AddressOf("http");

var results = new List<(string Transport, IndexSummary Summary, TimeSpan Time)>();
if (Console.IsOutputRedirected)
{
    // A file or a pipe gets the results alone.
    await StreamBothAsync(null);
}
else
{
    await AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(StreamBothAsync);
}

var agreed = true;
foreach (var (transport, summary, time) in results)
{
    var same = summary.Fingerprint == expectedSummary.Fingerprint && summary.Lines == expectedSummary.Lines;
    agreed &= same;
    Console.WriteLine(
        $"{transport,-8} {summary.Lines} lines, {summary.Words} words, {summary.DistinctWords} different, in {time.TotalSeconds:F1} s: " +
        (same ? "the service's index equals the local one" : "THE SERVICE'S INDEX DIFFERS FROM THE LOCAL ONE"));
}

Console.WriteLine("most frequent: " + string.Join(", ", expectedSummary.MostFrequent.Select(entry => $"{entry.Word} ({entry.Count})")));
return agreed ? 0 : 1;

Uri AddressOf(string scheme) =>
    host.ChannelDispatchers.Select(dispatcher => dispatcher.Listener!.Uri).First(uri => uri.Scheme == scheme);

async Task StreamBothAsync(ProgressContext? progress)
{
    await StreamAsync(progress, "net.tcp", new NetTcpBinding(SecurityMode.None), new EndpointAddress(tcp));
    await StreamAsync(
        progress,
        "http",
        new WSHttpBinding(SecurityMode.None),
        ConversationBehavior.AddressFor(http, Guid.NewGuid().ToString()));
}

async Task StreamAsync(ProgressContext? progress, string transport, Binding binding, EndpointAddress address)
{
    var bar = progress?.AddTask(transport, maxValue: lines.Count);
    var watch = Stopwatch.StartNew();
    await using var factory = new ChannelFactory<IWordIndexer>(binding, address);
    var session = factory.CreateChannel();
    foreach (var line in lines)
    {
        var added = await session.AddLineAsync(line);
        if (bar is not null)
        {
            bar.Value = added;
        }
    }

    results.Add((transport, await session.SummarizeAsync(), watch.Elapsed));
    await ((IClientChannel)session).CloseAsync();
}

static bool TryReadText(string[] arguments, out IReadOnlyList<string> lines)
{
    lines = [];
    var path = Path.Combine(AppContext.BaseDirectory, "Text", "jargon-file-4.4.7.txt");
    switch (arguments)
    {
        case []:
            break;
        case ["--file", var file]:
            path = file;
            break;
        default:
            Console.Error.WriteLine("Usage: Quickstart [--file PATH]");
            return false;
    }

    try
    {
        // Characters that XML cannot carry, such as a form feed, become spaces.
        lines = [.. File.ReadLines(path).Select(line => string.Concat(line.Select(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : ' ')))];
        return true;
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"Cannot read {path}: {exception.Message}");
        return false;
    }
}
