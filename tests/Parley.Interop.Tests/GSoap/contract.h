// The part of the interop contract ICalculator that needs no faults, for soapcpp2. Imported by rm10.h and rm11.h.

//gsoap p service name: calculator
//gsoap p service style: document
//gsoap p service encoding: literal
//gsoap p service namespace: urn:parley:interop
//gsoap p schema namespace: urn:parley:interop
//gsoap p schema elementForm: qualified

// To a client with an address of its own the responses come as messages.
//gsoap p service method-header-part: AddResponse wsa5__MessageID
//gsoap p service method-header-part: AddResponse wsa5__RelatesTo
//gsoap p service method-header-part: AddResponse wsa5__From
//gsoap p service method-header-part: AddResponse wsa5__ReplyTo
//gsoap p service method-header-part: AddResponse wsa5__FaultTo
//gsoap p service method-header-part: AddResponse wsa5__To
//gsoap p service method-header-part: AddResponse wsa5__Action
//gsoap p service method-header-part: AddResponse wsrm__Sequence
//gsoap p service method-header-part: AddResponse wsrm__AckRequested
//gsoap p service method-header-part: AddResponse wsrm__SequenceAcknowledgement
//gsoap p service method-action: AddResponse urn:parley:interop/ICalculator/AddResponse
int p__AddResponse(double AddResult, void);

//gsoap p service method-header-part: EchoResponse wsa5__MessageID
//gsoap p service method-header-part: EchoResponse wsa5__RelatesTo
//gsoap p service method-header-part: EchoResponse wsa5__From
//gsoap p service method-header-part: EchoResponse wsa5__ReplyTo
//gsoap p service method-header-part: EchoResponse wsa5__FaultTo
//gsoap p service method-header-part: EchoResponse wsa5__To
//gsoap p service method-header-part: EchoResponse wsa5__Action
//gsoap p service method-header-part: EchoResponse wsrm__Sequence
//gsoap p service method-header-part: EchoResponse wsrm__AckRequested
//gsoap p service method-header-part: EchoResponse wsrm__SequenceAcknowledgement
//gsoap p service method-action: EchoResponse urn:parley:interop/ICalculator/EchoResponse
int p__EchoResponse(char *EchoResult, void);

//gsoap p service method-header-part: NotifiedResponse wsa5__MessageID
//gsoap p service method-header-part: NotifiedResponse wsa5__RelatesTo
//gsoap p service method-header-part: NotifiedResponse wsa5__From
//gsoap p service method-header-part: NotifiedResponse wsa5__ReplyTo
//gsoap p service method-header-part: NotifiedResponse wsa5__FaultTo
//gsoap p service method-header-part: NotifiedResponse wsa5__To
//gsoap p service method-header-part: NotifiedResponse wsa5__Action
//gsoap p service method-header-part: NotifiedResponse wsrm__Sequence
//gsoap p service method-header-part: NotifiedResponse wsrm__AckRequested
//gsoap p service method-header-part: NotifiedResponse wsrm__SequenceAcknowledgement
//gsoap p service method-action: NotifiedResponse urn:parley:interop/ICalculator/NotifiedResponse
int p__NotifiedResponse(int NotifiedResult, void);

//gsoap p service method-header-part: Add wsa5__MessageID
//gsoap p service method-header-part: Add wsa5__RelatesTo
//gsoap p service method-header-part: Add wsa5__From
//gsoap p service method-header-part: Add wsa5__ReplyTo
//gsoap p service method-header-part: Add wsa5__FaultTo
//gsoap p service method-header-part: Add wsa5__To
//gsoap p service method-header-part: Add wsa5__Action
//gsoap p service method-header-part: Add wsrm__Sequence
//gsoap p service method-header-part: Add wsrm__AckRequested
//gsoap p service method-header-part: Add wsrm__SequenceAcknowledgement
//gsoap p service method-action: Add urn:parley:interop/ICalculator/Add
//gsoap p service method-output-action: Add urn:parley:interop/ICalculator/AddResponse
int p__Add(double a, double b, struct p__AddResponse *response);

//gsoap p service method-header-part: Echo wsa5__MessageID
//gsoap p service method-header-part: Echo wsa5__RelatesTo
//gsoap p service method-header-part: Echo wsa5__From
//gsoap p service method-header-part: Echo wsa5__ReplyTo
//gsoap p service method-header-part: Echo wsa5__FaultTo
//gsoap p service method-header-part: Echo wsa5__To
//gsoap p service method-header-part: Echo wsa5__Action
//gsoap p service method-header-part: Echo wsrm__Sequence
//gsoap p service method-header-part: Echo wsrm__AckRequested
//gsoap p service method-header-part: Echo wsrm__SequenceAcknowledgement
//gsoap p service method-action: Echo urn:parley:interop/ICalculator/Echo
//gsoap p service method-output-action: Echo urn:parley:interop/ICalculator/EchoResponse
int p__Echo(char *text, struct p__EchoResponse *response);

//gsoap p service method-header-part: Notify wsa5__MessageID
//gsoap p service method-header-part: Notify wsa5__RelatesTo
//gsoap p service method-header-part: Notify wsa5__From
//gsoap p service method-header-part: Notify wsa5__ReplyTo
//gsoap p service method-header-part: Notify wsa5__FaultTo
//gsoap p service method-header-part: Notify wsa5__To
//gsoap p service method-header-part: Notify wsa5__Action
//gsoap p service method-header-part: Notify wsrm__Sequence
//gsoap p service method-header-part: Notify wsrm__AckRequested
//gsoap p service method-header-part: Notify wsrm__SequenceAcknowledgement
//gsoap p service method-action: Notify urn:parley:interop/ICalculator/Notify
int p__Notify(char *text, void);

//gsoap p service method-header-part: Notified wsa5__MessageID
//gsoap p service method-header-part: Notified wsa5__RelatesTo
//gsoap p service method-header-part: Notified wsa5__From
//gsoap p service method-header-part: Notified wsa5__ReplyTo
//gsoap p service method-header-part: Notified wsa5__FaultTo
//gsoap p service method-header-part: Notified wsa5__To
//gsoap p service method-header-part: Notified wsa5__Action
//gsoap p service method-header-part: Notified wsrm__Sequence
//gsoap p service method-header-part: Notified wsrm__AckRequested
//gsoap p service method-header-part: Notified wsrm__SequenceAcknowledgement
//gsoap p service method-action: Notified urn:parley:interop/ICalculator/Notified
//gsoap p service method-output-action: Notified urn:parley:interop/ICalculator/NotifiedResponse
int p__Notified(struct p__NotifiedResponse *response);
