// Streams a text, line by line, through a network that loses a fifth of all messages, doubles a tenth, changes their order and cuts
// connections: first as it is, then in a reliable session. Both times the service builds an index of the words.
//
//   dotnet run --project samples/Quickstart [-- [--over net.tcp|http] [--file PATH] [--lines N]]

using Quickstart;

string[] transports = ["net.tcp", "http"];
var most = int.MaxValue;
var path = Path.Combine(AppContext.BaseDirectory, "Text", "jargon-file-4.4.7.txt");
for (var i = 0; i < args.Length; i += 2)
{
    switch (args[i..Math.Min(i + 2, args.Length)])
    {
        case ["--file", var file]:
            path = file;
            break;
        case ["--over", "net.tcp" or "http"]:
            transports = [args[i + 1]];
            break;
        case ["--lines", var number] when int.TryParse(number, out most) && most > 0:
            break;
        default:
            Console.Error.WriteLine("Usage: Quickstart [--over net.tcp|http] [--file PATH] [--lines N]");
            return 2;
    }
}

string[] lines;
try
{
    // Characters that XML cannot carry, such as a form feed, become spaces.
    lines = [.. File.ReadLines(path).Take(most).Select(line => string.Concat(line.Select(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : ' ')))];
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"Cannot read {path}: {exception.Message}");
    return 2;
}

var index = new WordIndex();
foreach (var line in lines)
{
    index.Add(line);
}

var expected = index.Summarize();
Console.WriteLine($"{lines.Length:N0} lines go through a network that loses 20 % of the messages, doubles 10 %, changes the order of 10 %");
Console.WriteLine("and cuts the connection about every 300 messages.");
var exact = true;
foreach (var transport in transports)
{
    Run[] runs = [new(transport, isReliable: false, lines), new(transport, isReliable: true, lines)];
    await new Report(runs, expected).ShowAsync();
    var reliable = runs[1];
    exact &= reliable.Failed == 0 && reliable.Arrivals.ExactlyOnce == lines.Length && reliable.Arrivals.Late == 0
        && reliable.Summary?.Fingerprint == expected.Fingerprint;
}

Console.WriteLine(
    $"The text has {expected.Words:N0} words, {expected.DistinctWords:N0} different; most frequent: "
    + string.Join(", ", expected.MostFrequent.Select(entry => $"{entry.Word} ({entry.Count})")));
return exact ? 0 : 1;
