using Parley.Interop;

// Calls every agreed row and says what came of it. The exit code is 0 when nothing failed.
InteropOptions options;
try
{
    options = InteropOptions.Parse(args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

var certificates = options.Certificates is null ? null : InteropCertificates.In(options.Certificates);
return InteropRun.Execute(InteropRows.All(certificates), options);
