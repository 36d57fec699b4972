using Parley.Channels;
using Parley.Security;

namespace Parley.Dispatcher;

/// <summary>
/// The caller may not call the operation. The fault is WCF's: FailedAuthentication of WS-Security, which a client sees as
/// <see cref="SecurityAccessDeniedException"/>.
/// </summary>
internal sealed class AccessDeniedException()
    : FaultException("Access is denied.", FaultCode.CreateSenderFaultCode(nameof(SecurityFaultCode.FailedAuthentication), SecurityNames.Security10.Value))
{
}
