using Parley.AspNetCore.Tests.Hosting;

namespace Parley.AspNetCore.Tests.Calls;

/// <summary>Values that cannot be written fail their call, and leave the connection as it was.</summary>
public class UnwritableValueTests
{
    public sealed class Unknown
    {
        public int Value { get; set; }
    }

    [ServiceContract(Namespace = "urn:test")]
    public interface IThings
    {
        [OperationContract]
        object Echo(string first, object thing);

        [OperationContract]
        object Make();
    }

    public sealed class Things : IThings
    {
        public object Echo(string first, object thing) => first + thing;

        public object Make() => new Unknown();
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp streamed")]
    [InlineData("ws")]
    [InlineData("basic")]
    [InlineData("tcp reliable")]
    [InlineData("ws reliable")]
    public async Task An_argument_that_cannot_be_written_fails_its_call_alone(string binding)
    {
        await using var served = await Served<IThings>.OpenAsync(typeof(Things), () => Bindings.Of(binding));
        var client = served.Client();
        for (var i = 0; i < 2; i++)
        {
            Assert.Throws<CommunicationException>(() => client.Echo("a", new Unknown()));
            Assert.Equal("ab", client.Echo("a", "b"));
        }
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    [InlineData("basic")]
    [InlineData("tcp reliable")]
    [InlineData("ws reliable")]
    public async Task A_result_that_cannot_be_written_is_the_services_fault_and_the_session_lives_on(string binding)
    {
        await using var served = await Served<IThings>.OpenAsync(typeof(Things), () => Bindings.Of(binding), expectsErrors: true);
        var client = served.Client();
        for (var i = 0; i < 2; i++)
        {
            var fault = await Assert.ThrowsAnyAsync<FaultException>(() => Task.Run(client.Make)).Soon();
            Assert.Equal("InternalServiceFault", (fault.Code.SubCode ?? fault.Code).Name);
            Assert.Equal("ab", await Task.Run(() => client.Echo("a", "b")).Soon());
        }

        ((IClientChannel)client).Close();
    }
}
