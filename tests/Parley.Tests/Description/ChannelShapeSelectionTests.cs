using Parley.Channels;
using Parley.Description;

namespace Parley.Tests.Description;

public sealed class ChannelShapeSelectionTests
{
    // O: one-way, R: request-reply, D: duplex; an S after it: with a session.
    private static readonly Dictionary<string, Type> s_client = new()
    {
        ["O"] = typeof(IOutputChannel),
        ["OS"] = typeof(IOutputSessionChannel),
        ["R"] = typeof(IRequestChannel),
        ["RS"] = typeof(IRequestSessionChannel),
        ["D"] = typeof(IDuplexChannel),
        ["DS"] = typeof(IDuplexSessionChannel),
    };

    private static readonly Dictionary<string, Type> s_listener = new()
    {
        ["O"] = typeof(IInputChannel),
        ["OS"] = typeof(IInputSessionChannel),
        ["R"] = typeof(IReplyChannel),
        ["RS"] = typeof(IReplySessionChannel),
        ["D"] = typeof(IDuplexChannel),
        ["DS"] = typeof(IDuplexSessionChannel),
    };

    private static ContractDescription Contract(string kind, SessionMode mode)
    {
        var contract = new ContractDescription("C_" + kind) { SessionMode = mode };
        foreach (var c in kind)
        {
            var operation = new OperationDescription("Op" + contract.Operations.Count, contract);
            operation.Messages.Add(new MessageDescription("urn:" + contract.Operations.Count, MessageDirection.Input));
            if (c is '2' or 'b')
            {
                operation.Messages.Add(new MessageDescription("urn:r" + contract.Operations.Count, MessageDirection.Output));
            }

            operation.IsServerInitiated = c is 'c' or 'b';
            contract.Operations.Add(operation);
        }

        return contract;
    }

    // 1: a one-way operation, 2: a two-way one, c: a one-way callback, b: a two-way callback.
    [Theory]
    [InlineData("2c", SessionMode.Allowed, "D DS")]
    [InlineData("1c", SessionMode.Allowed, "D DS")]
    [InlineData("1b", SessionMode.Required, "DS")]
    [InlineData("2b", SessionMode.NotAllowed, "D")]
    [InlineData("12", SessionMode.Allowed, "R RS D DS")]
    [InlineData("2", SessionMode.Allowed, "R RS D DS")]
    [InlineData("2", SessionMode.Required, "RS DS")]
    [InlineData("12", SessionMode.NotAllowed, "R D")]
    [InlineData("1", SessionMode.Allowed, "O OS R RS D DS")]
    [InlineData("11", SessionMode.Required, "OS RS DS")]
    [InlineData("1", SessionMode.NotAllowed, "O R D")]
    [InlineData("", SessionMode.Allowed, "OS O RS R D DS")]
    [InlineData("", SessionMode.Required, "OS RS DS")]
    [InlineData("", SessionMode.NotAllowed, "O R D")]
    public void A_client_tries_shapes_in_the_order_of_the_table(string kind, SessionMode mode, string expected)
    {
        Assert.Equal(Types(s_client, expected), ChannelShapeSelection.ClientShapes(Contract(kind, mode)));
    }

    [Theory]
    [InlineData("1", SessionMode.Allowed, "O OS R RS D DS")]
    [InlineData("2", SessionMode.Allowed, "R RS D DS")]
    [InlineData("2", SessionMode.Required, "RS DS")]
    [InlineData("2", SessionMode.NotAllowed, "R D")]
    [InlineData("2c", SessionMode.Allowed, "D DS")]
    [InlineData("1", SessionMode.Required, "OS RS DS")]
    public void A_service_listens_for_the_other_halves(string kind, SessionMode mode, string expected)
    {
        Assert.Equal(Types(s_listener, expected), ChannelShapeSelection.ListenerShapes([Contract(kind, mode)]));
    }

    [Fact]
    public void Contracts_at_one_address_share_the_shapes_that_suit_all_of_them()
    {
        Assert.Equal(
            Types(s_listener, "RS DS"),
            ChannelShapeSelection.ListenerShapes([Contract("1", SessionMode.Allowed), Contract("2", SessionMode.Required)]));
        Assert.Equal(
            Types(s_listener, "DS"),
            ChannelShapeSelection.ListenerShapes([Contract("2c", SessionMode.Allowed), Contract("2", SessionMode.Required)]));
    }

    [Theory]
    [InlineData("2", SessionMode.NotAllowed, "RS")]
    [InlineData("1", SessionMode.NotAllowed, "OS RS")]
    [InlineData("2c", SessionMode.NotAllowed, "")]
    [InlineData("2", SessionMode.Allowed, "")]
    [InlineData("2", SessionMode.Required, "")]
    public void A_contract_that_refuses_sessions_is_adapted_to_shapes_that_only_come_with_one(string kind, SessionMode mode, string expected)
    {
        Assert.Equal(Types(s_client, expected), ChannelShapeSelection.ClientAdaptations(Contract(kind, mode)));
        Assert.Equal(Types(s_listener, expected), ChannelShapeSelection.ListenerAdaptations([Contract(kind, mode)]));
    }

    [Fact]
    public void A_session_that_one_contract_requires_and_another_refuses_cannot_share_an_address()
    {
        var uri = new Uri("net.tcp://localhost/x");
        var e = Assert.Throws<InvalidOperationException>(
            () => ChannelShapeSelection.RefuseConflict(uri, [Contract("2", SessionMode.Required), Contract("1", SessionMode.NotAllowed)]));
        Assert.Contains("'C_2'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'C_1'", e.Message, StringComparison.Ordinal);
        Assert.Contains("net.tcp://localhost/x", e.Message, StringComparison.Ordinal);
        ChannelShapeSelection.RefuseConflict(uri, [Contract("2", SessionMode.Required), Contract("1", SessionMode.Allowed)]);
    }

    [Theory]
    [InlineData("1", SessionMode.Allowed, "", "one-way operations")]
    [InlineData("12", SessionMode.Allowed, "O", "operations with a reply")]
    [InlineData("2", SessionMode.Required, "OS", "operations with a reply")]
    [InlineData("2c", SessionMode.Required, "R", "callback contract")]
    [InlineData("2c", SessionMode.Allowed, "O", "operations with a reply")]
    [InlineData("2", SessionMode.Required, "R", "SessionMode.Required")]
    [InlineData("1", SessionMode.Required, "O R D", "SessionMode.Required")]
    [InlineData("2", SessionMode.NotAllowed, "DS", "SessionMode.NotAllowed")]
    [InlineData("2", SessionMode.Required, "R OS", "needs one of IRequestSessionChannel, IDuplexSessionChannel")]
    [InlineData("2", SessionMode.Allowed, "", "operations with a reply")]
    [InlineData("", SessionMode.Allowed, "", "builds no channels")]
    public void What_is_missing_is_said_in_a_fixed_order(string kind, SessionMode mode, string offered, string expected)
    {
        var contract = Contract(kind, mode);
        var client = ChannelShapeSelection.ExplainClient(contract, "TheBinding", Types(s_client, offered).Contains);
        Assert.Contains(expected, client.Message, StringComparison.Ordinal);
        Assert.Contains("'TheBinding'", client.Message, StringComparison.Ordinal);
        Assert.Contains(contract.Name, client.Message, StringComparison.Ordinal);
        var listener = ChannelShapeSelection.ExplainListener([contract], "TheBinding", Types(s_listener, offered).Contains);
        Assert.Contains(expected, listener.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_contract_that_fits_nothing_is_the_one_that_is_explained()
    {
        var e = ChannelShapeSelection.ExplainListener(
            [Contract("2", SessionMode.Allowed), Contract("12", SessionMode.Required)], "TheBinding", t => t == typeof(IReplyChannel));
        Assert.Contains("'C_12'", e.Message, StringComparison.Ordinal);
    }

    private sealed class Shapes(string offered) : TransportBindingElement
    {
        public override string Scheme => "test";

        public override BindingElement Clone() => new Shapes(offered);

        public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => Types(s_client, offered).Contains(typeof(TChannel));

        public override bool CanBuildChannelListener<TChannel>(BindingContext context) => Types(s_listener, offered).Contains(typeof(TChannel));
    }

    [Theory]
    [InlineData("1", SessionMode.Allowed, "R DS", "R")]
    [InlineData("2", SessionMode.Required, "R RS", "RS")]
    [InlineData("2", SessionMode.NotAllowed, "RS", "RS")]
    [InlineData("2c", SessionMode.Allowed, "R DS", "DS")]
    public void The_first_shape_that_the_binding_builds_is_taken(string kind, SessionMode mode, string offered, string expected)
    {
        var binding = new CustomBinding(new Shapes(offered));
        var contract = Contract(kind, mode);
        var endpoint = new ServiceEndpoint(contract, binding, new EndpointAddress("test://localhost/"));
        Assert.Equal(s_client[expected], ChannelShapeSelection.ForClient(endpoint, []));
        Assert.Equal(s_listener[expected], ChannelShapeSelection.ForListener(new Uri("test://localhost/"), binding, [contract], []));
    }

    [Fact]
    public void A_binding_that_fits_no_shape_is_refused_on_both_sides()
    {
        var binding = new CustomBinding(new Shapes("DS"));
        var contract = Contract("2", SessionMode.NotAllowed);
        var endpoint = new ServiceEndpoint(contract, binding, new EndpointAddress("test://localhost/"));
        var error = Assert.Throws<InvalidOperationException>(() => ChannelShapeSelection.ForClient(endpoint, []));
        Assert.Contains("at 'test://localhost/'", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => ChannelShapeSelection.ForListener(new Uri("test://localhost/"), binding, [contract], []));
    }

    private static Type[] Types(Dictionary<string, Type> types, string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => types[n])];
}
