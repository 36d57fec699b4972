using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

/// <summary>The two formatters of one operation, and the ways of looking at their messages.</summary>
internal sealed class FormatterHarness
{
    private readonly OperationFormatter _client;
    private readonly OperationFormatter _service;

    private FormatterHarness(Type contract, string operation)
    {
        Operation = ContractDescription.GetContract(contract).Operations.Find(operation)!;
        _client = Create(ContractDescription.GetContract(contract).Operations.Find(operation)!);
        _service = Create(Operation);
    }

    internal OperationDescription Operation { get; }

    internal IClientMessageFormatter Client => _client;

    internal IDispatchMessageFormatter Service => _service;

    internal static FormatterHarness For<TContract>(string operation) => new(typeof(TContract), operation);

    internal string RequestBody(params object?[] arguments)
    {
        using var message = Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, arguments);
        return Body(message);
    }

    internal string ReplyBody(object? result, params object?[] outputs)
    {
        using var message = Service.SerializeReply(MessageVersion.Soap12WSAddressing10, outputs, result);
        return Body(message);
    }

    internal object?[] ReadRequest(string body)
    {
        var values = new object?[Math.Max(1, Operation.Messages[0].MessageType is null ? Operation.Messages[0].Body.Parts.Count : 1)];
        using var message = Message.CreateMessage(Envelope(body), 65536, MessageVersion.Soap11);
        Service.DeserializeRequest(message, values);
        return values;
    }

    internal object? ReadReply(string body, params object?[] outputs)
    {
        using var message = Message.CreateMessage(Envelope(body), 65536, MessageVersion.Soap11);
        return Client.DeserializeReply(message, outputs);
    }

    /// <summary>Sends arguments to the service's side and takes a result back, through bytes.</summary>
    internal object?[] PassRequest(bool binary, params object?[] arguments)
    {
        using var message = Transfer(Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, arguments), binary);
        var values = new object?[arguments.Length];
        Service.DeserializeRequest(message, values);
        return values;
    }

    internal object? PassReply(bool binary, object? result, params object?[] outputs)
    {
        using var message = Transfer(Service.SerializeReply(MessageVersion.Soap12WSAddressing10, outputs, result), binary);
        return Client.DeserializeReply(message, outputs);
    }

    internal static Message Transfer(Message message, bool binary)
    {
        var version = message.Version;
        var stream = new MemoryStream();
        using (var writer = binary
            ? XmlDictionaryWriter.CreateBinaryWriter(stream, null, null, ownsStream: false)
            : XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        message.Close();
        var bytes = stream.ToArray();
        var reader = binary
            ? XmlDictionaryReader.CreateBinaryReader(bytes, XmlDictionaryReaderQuotas.Max)
            : XmlDictionaryReader.CreateTextReader(bytes, XmlDictionaryReaderQuotas.Max);
        return Message.CreateMessage(reader, 65536, version);
    }

    internal static string Body(Message message)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
        {
            message.WriteBodyContents(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static XmlDictionaryReader Envelope(string body, XmlDictionaryReaderQuotas? quotas = null) => XmlDictionaryReader.CreateTextReader(
        Encoding.UTF8.GetBytes($"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"),
        quotas ?? XmlDictionaryReaderQuotas.Max);

    private static OperationFormatter Create(OperationDescription operation) =>
        operation.Behaviors.Find<DataContractSerializerOperationBehavior>() is { } dataContract
            ? dataContract.CreateFormatter(operation)
            : operation.Behaviors.Find<XmlSerializerOperationBehavior>()!.CreateFormatter(operation);
}
