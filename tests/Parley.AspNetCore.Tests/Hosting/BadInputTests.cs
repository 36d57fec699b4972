using System.Net;
using System.Text;
using Parley.Channels;

namespace Parley.AspNetCore.Tests.Hosting;

public class BadInputTests
{
    private const string Addressing = "http://www.w3.org/2005/08/addressing";
    private const string Dispatcher = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher";

    [Fact]
    public Task An_unknown_action_is_answered_with_ActionNotSupported() =>
        CheckAsync(Envelope("urn:test/ICalculator/Nope"), "ActionNotSupported", Addressing + "/fault");

    [Fact]
    public async Task An_unknown_action_without_addressing_is_the_clients_ActionNotSupportedException()
    {
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Basic);
        await using var factory = new ChannelFactory<IOther>(Bindings.Basic(), served.Endpoint.Address!);
        Assert.Contains("Missing", Assert.Throws<ActionNotSupportedException>(factory.CreateChannel().Missing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_message_to_another_address_is_answered_with_DestinationUnreachable() =>
        CheckAsync(Envelope(to: "http://127.0.0.1:1/elsewhere"), "DestinationUnreachable", Addressing + "/fault");

    [Fact]
    public Task A_request_without_a_message_id_is_answered_with_MessageAddressingHeaderRequired() =>
        CheckAsync(Envelope(id: null), "MessageAddressingHeaderRequired", Addressing + "/fault");

    [Fact]
    public Task A_request_with_two_message_ids_is_answered_with_InvalidAddressingHeader() =>
        CheckAsync(Envelope(extra: "<a:MessageID>urn:uuid:1</a:MessageID>"), "InvalidAddressingHeader", Addressing + "/fault");

    [Fact]
    public async Task A_header_that_must_be_understood_and_is_not_is_answered_with_MustUnderstand_and_its_name()
    {
        var answer = await CheckAsync(Envelope(extra: "<x:Foo xmlns:x='urn:x' s:mustUnderstand='1'/>"), "MustUnderstand", Addressing + "/soap/fault");
        Assert.Contains("NotUnderstood", answer, StringComparison.Ordinal);
        Assert.Contains("urn:x", answer, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_header_for_somebody_else_need_not_be_understood() =>
        CheckAsync(Envelope(extra: "<x:Foo xmlns:x='urn:x' s:mustUnderstand='1' s:role='urn:other'/>"), "AddResponse", "urn:test/ICalculator/AddResponse");

    [Fact]
    public Task A_body_that_does_not_fit_the_operation_is_answered_with_DeserializationFailed() =>
        CheckAsync(Envelope(body: "<Add xmlns='urn:test'><a>many</a><b>2</b></Add>"), "DeserializationFailed", Dispatcher + "/fault");

    [Fact]
    public async Task An_operation_that_throws_is_answered_with_InternalServiceFault_and_nothing_of_its_inside()
    {
        var answer = await CheckAsync(
            Envelope("urn:test/ICalculator/Crash", body: "<Crash xmlns='urn:test'/>"), "InternalServiceFault", Dispatcher + "/fault", expectsErrors: true);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_IncludeExceptionDetailInFaults_the_client_sees_the_exception()
    {
        await using var served = await Served<ICalculator>.OpenAsync(
            typeof(Calculator),
            Bindings.Ws,
            host => host.Description.Behaviors.Find<Parley.Description.ServiceDebugBehavior>()!.IncludeExceptionDetailInFaults = true,
            expectsErrors: true);
        var fault = Assert.Throws<FaultException<ExceptionDetail>>(served.Client().Crash);
        Assert.Equal("the secret of the service", fault.Detail.Message);
        Assert.Equal(typeof(InvalidOperationException).FullName, fault.Detail.Type);
    }

    [Fact]
    public async Task After_bad_input_on_a_session_the_session_goes_on()
    {
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Tcp);
        await using var factory = new ChannelFactory<IOther>(Bindings.Tcp(), served.Endpoint.Address!);
        var other = factory.CreateChannel();
        Assert.Throws<ActionNotSupportedException>(() => other.Missing());
        Assert.Equal(3, other.Add(1, 2));
        Assert.Throws<ActionNotSupportedException>(() => other.Missing());
        Assert.Equal(7, other.Add(3, 4));
    }

    [ServiceContract(Name = "ICalculator", Namespace = "urn:test")]
    public interface IOther
    {
        [OperationContract]
        void Missing();

        [OperationContract]
        double Add(double a, double b);
    }

    private static Func<string, string> Envelope(
        string action = "urn:test/ICalculator/Add", string? id = "urn:uuid:7", string? to = null, string extra = "", string? body = null) =>
        address =>
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='" + Addressing + "'><s:Header>"
            + $"<a:Action s:mustUnderstand='1'>{action}</a:Action>"
            + (id is null ? string.Empty : $"<a:MessageID>{id}</a:MessageID>")
            + $"<a:To s:mustUnderstand='1'>{to ?? address}</a:To>{extra}</s:Header>"
            + $"<s:Body>{body ?? "<Add xmlns='urn:test'><a>1</a><b>2</b></Add>"}</s:Body></s:Envelope>";

    private static async Task<string> CheckAsync(Func<string, string> envelope, string expected, string action, bool expectsErrors = false)
    {
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Ws, expectsErrors: expectsErrors);
        using var http = new HttpClient();
        var address = served.Endpoint.Address!.Uri;
        using var content = new StringContent(envelope(address.AbsoluteUri), Encoding.UTF8, "application/soap+xml");
        using var response = await http.PostAsync(address, content).Soon();
        var answer = await response.Content.ReadAsStringAsync().Soon();
        Assert.Contains(expected, answer, StringComparison.Ordinal);
        Assert.Contains($">{action}<", answer, StringComparison.Ordinal);
        Assert.Equal(expected.EndsWith("Response", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.InternalServerError, response.StatusCode);

        // The endpoint is none the worse for it.
        Assert.Equal(3, served.Client().Add(1, 2));
        return answer;
    }
}
