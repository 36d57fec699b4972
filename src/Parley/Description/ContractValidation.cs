namespace Parley.Description;

/// <summary>The rules that a contract and an endpoint keep before a host opens or a channel factory is built.</summary>
internal static class ContractValidation
{
    /// <summary>Checks an endpoint and its contract.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="needsAddress">Whether it must have an address: a service's must, a client's channels may each be given their own.</param>
    /// <exception cref="InvalidOperationException">A rule is broken; the message says what would make it right.</exception>
    internal static void Validate(ServiceEndpoint endpoint, bool needsAddress = true)
    {
        if (endpoint.Binding is null)
        {
            throw new InvalidOperationException(
                $"The endpoint of contract '{endpoint.Contract.Name}' has no binding. Set ServiceEndpoint.Binding, for example to a NetTcpBinding.");
        }

        if (needsAddress && endpoint.Address is null)
        {
            throw new InvalidOperationException(
                $"The endpoint of contract '{endpoint.Contract.Name}' has no address. Set ServiceEndpoint.Address.");
        }

        try
        {
            Validate(endpoint.Contract);
        }
        catch (InvalidOperationException exception)
        {
            throw endpoint.Refuse(exception);
        }
    }

    /// <summary>Checks a contract.</summary>
    /// <exception cref="InvalidOperationException">A rule is broken; the message says what would make it right.</exception>
    internal static void Validate(ContractDescription contract)
    {
        var name = contract.Name;
        if (contract.Operations.Count == 0)
        {
            throw new InvalidOperationException(
                $"The contract '{name}' has no operations. Put [OperationContract] on at least one method of its type.");
        }

        var hasInitiating = false;
        var hasCalls = false;
        foreach (var operation in contract.Operations)
        {
            ValidateSession(contract, operation);
            hasCalls |= !operation.IsServerInitiated;
            hasInitiating |= operation.IsInitiating && !operation.IsServerInitiated;
        }

        if (hasCalls && !hasInitiating)
        {
            throw new InvalidOperationException(
                $"No operation of the contract '{name}' can start a session. Leave IsInitiating = true on at least one of them.");
        }

        ValidateActions(contract);
    }

    private static void ValidateSession(ContractDescription contract, OperationDescription operation)
    {
        if (operation.Messages.Count is not (1 or 2))
        {
            throw new InvalidOperationException(
                $"The operation '{operation.Name}' of contract '{contract.Name}' has {operation.Messages.Count} messages. "
                + "An operation has a request, and a reply unless it is one-way.");
        }

        if (contract.SessionMode == SessionMode.Required || (operation.IsInitiating && !operation.IsTerminating))
        {
            return;
        }

        var setting = operation.IsTerminating ? "IsTerminating = true" : "IsInitiating = false";
        throw new InvalidOperationException(
            $"The operation '{operation.Name}' of contract '{contract.Name}' has {setting}, which means something in a session only. "
            + $"Set SessionMode = SessionMode.Required on the contract (it is {contract.SessionMode}), or take {setting} away.");
    }

    private static void ValidateActions(ContractDescription contract)
    {
        var seen = new Dictionary<(string Action, bool ServerInitiated), OperationDescription>();
        foreach (var operation in contract.Operations)
        {
            var action = operation.Request.Action;
            if (seen.TryGetValue((action, operation.IsServerInitiated), out var other))
            {
                throw new InvalidOperationException(
                    $"The operations '{other.Name}' and '{operation.Name}' of contract '{contract.Name}' have the same action, '{action}'. "
                    + "Give one of them another: [OperationContract(Action = \"...\")].");
            }

            seen.Add((action, operation.IsServerInitiated), operation);
        }
    }
}
