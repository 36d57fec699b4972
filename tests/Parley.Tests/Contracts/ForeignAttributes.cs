// What a contract assembly of an older application refers to: attributes with the names and properties of WCF's and CoreWCF's.
#pragma warning disable IDE0130, CA1019, CA1018, CA1050

namespace System.ServiceModel
{
    public enum SessionMode
    {
        NotAllowed = 7,
        Allowed = 8,
        Required = 9,
    }

    public enum OperationFormatStyle
    {
        Rpc = 5,
        Document = 6,
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
    public sealed class ServiceContractAttribute : Attribute
    {
        public Type? CallbackContract { get; set; }

        public string? ConfigurationName { get; set; }

        public string? Name { get; set; }

        public string? Namespace { get; set; }

        public SessionMode SessionMode { get; set; } = SessionMode.Allowed;

        public bool HasProtectionLevel => false;

        public System.Net.Security.ProtectionLevel ProtectionLevel { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OperationContractAttribute : Attribute
    {
        public string? Action { get; set; }

        public string? ReplyAction { get; set; }

        public string? Name { get; set; }

        public bool AsyncPattern { get; set; }

        public bool IsInitiating { get; set; } = true;

        public bool IsTerminating { get; set; }

        public bool IsOneWay { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
    public sealed class FaultContractAttribute(Type detailType) : Attribute
    {
        public Type DetailType { get; } = detailType;

        public string? Action { get; set; }

        public string? Name { get; set; }

        public string? Namespace { get; set; }
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class MessageContractAttribute : Attribute
    {
        public bool IsWrapped { get; set; } = true;

        public string? WrapperName { get; set; }

        public string? WrapperNamespace { get; set; }
    }

    public abstract class MessageContractMemberAttribute : Attribute
    {
        public string? Name { get; set; }

        public string? Namespace { get; set; }

        public bool HasProtectionLevel => false;

        public System.Net.Security.ProtectionLevel ProtectionLevel { get; set; }
    }

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
    public class MessageHeaderAttribute : MessageContractMemberAttribute
    {
        public string? Actor { get; set; }

        public bool MustUnderstand { get; set; }

        public bool Relay { get; set; }
    }

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
    public sealed class MessageHeaderArrayAttribute : MessageHeaderAttribute
    {
    }

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
    public sealed class MessageBodyMemberAttribute : MessageContractMemberAttribute
    {
        public int Order { get; set; } = -1;
    }

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
    public sealed class MessagePropertyAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
    public sealed class MessageParameterAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Class)]
    public sealed class DataContractFormatAttribute : Attribute
    {
        public OperationFormatStyle Style { get; set; } = OperationFormatStyle.Document;
    }

    [AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Class)]
    public sealed class XmlSerializerFormatAttribute : Attribute
    {
        public OperationFormatStyle Style { get; set; } = OperationFormatStyle.Document;

        public bool SupportFaults { get; set; }
    }

    [AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
    public sealed class ServiceKnownTypeAttribute : Attribute
    {
        public ServiceKnownTypeAttribute(Type type) => Type = type;

        public ServiceKnownTypeAttribute(string methodName, Type declaringType)
        {
            MethodName = methodName;
            DeclaringType = declaringType;
        }

        public Type? Type { get; }

        public string? MethodName { get; }

        public Type? DeclaringType { get; }
    }

    [AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, AllowMultiple = true)]
    public sealed class DeliveryRequirementsAttribute : Attribute
    {
        public bool RequireOrderedDelivery { get; set; }

        public Type? TargetContract { get; set; }
    }
}

namespace System.ServiceModel
{
    public enum ConcurrencyMode
    {
        Single,
        Reentrant,
        Multiple,
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CallbackBehaviorAttribute : Attribute
    {
        public ConcurrencyMode ConcurrencyMode { get; set; }

        public bool UseSynchronizationContext { get; set; } = true;

        public bool AutomaticSessionShutdown { get; set; } = true;

        public string? TransactionTimeout { get; set; }
    }
}

namespace CoreWCF
{
    public enum InstanceContextMode
    {
        PerSession,
        PerCall,
        Single,
    }

    public enum ReleaseInstanceMode
    {
        None,
        BeforeCall,
        AfterCall,
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ServiceBehaviorAttribute : Attribute
    {
        public string? Name { get; set; }

        public InstanceContextMode InstanceContextMode { get; set; }

        public bool IncludeExceptionDetailInFaults { get; set; }

        public object? Other { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OperationBehaviorAttribute : Attribute
    {
        public ReleaseInstanceMode ReleaseInstanceMode { get; set; }

        public bool TransactionScopeRequired { get; set; }
    }

    public enum SessionMode
    {
        Allowed,
        Required,
        NotAllowed,
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
    public sealed class ServiceContractAttribute : Attribute
    {
        public string? Name { get; set; }

        public string? Namespace { get; set; }

        public SessionMode SessionMode { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OperationContractAttribute : Attribute
    {
        public string? Action { get; set; }

        public bool IsOneWay { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FaultContractAttribute : Attribute
    {
    }
}
