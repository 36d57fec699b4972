using System.Runtime.Serialization;

namespace Parley;

/// <summary>
/// An exception as a fault's detail, for debugging: sent only when IncludeExceptionDetailInFaults is on.
/// WCF documentation: ExceptionDetail.
/// </summary>
[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/System.ServiceModel")]
public class ExceptionDetail
{
    /// <summary>Describes an exception and its inner exceptions.</summary>
    /// <param name="exception">The exception.</param>
    public ExceptionDetail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        HelpLink = exception.HelpLink;
        Message = exception.Message;
        StackTrace = exception.StackTrace;
        Type = exception.GetType().ToString();
        if (exception.InnerException is { } inner)
        {
            InnerException = new ExceptionDetail(inner);
        }
    }

    /// <summary>The exception's link to a help file.</summary>
    [DataMember]
    public string? HelpLink { get; private set; }

    /// <summary>The cause.</summary>
    [DataMember]
    public ExceptionDetail? InnerException { get; private set; }

    /// <summary>The exception's message.</summary>
    [DataMember]
    public string Message { get; private set; }

    /// <summary>Where the exception was thrown.</summary>
    [DataMember]
    public string? StackTrace { get; private set; }

    /// <summary>The exception's type.</summary>
    [DataMember]
    public string Type { get; private set; }

    /// <inheritdoc/>
    public override string ToString() =>
        InnerException is null ? $"{Type}: {Message}\n{StackTrace}" : $"{Type}: {Message} ---> {InnerException}\n{StackTrace}";
}
