/*
 * Calls the calculator at the address in a reliable session with gSOAP, and prints what comes of it.
 * The last line is "done" when everything was answered as it should be. "resend" is for a network that loses messages.
 */
#include "soapH.h"
#include "wsrmapi.h"

#define NOTIFICATIONS 8
#define ACTION(name) "urn:parley:interop/ICalculator/" name

static struct soap *soap;
static soap_wsrm_sequence_handle sequence;

static int failed(const char *what)
{
  printf("%s failed with %d:\n", what, soap->error);
  if (soap->error)
    soap_print_fault(soap, stdout);
  return 1;
}

#ifdef SOAP_WSRM_2005
static int unknown_sequence(void)
{
  const char *subcode = soap_fault_subcode(soap);
  return subcode && strstr(subcode, "UnknownSequence");
}
#endif

static int call_all(const char *address)
{
  struct p__AddResponse sum;
  struct p__EchoResponse echo;
  struct p__NotifiedResponse notified;
  int n;

  for (n = 1; n <= 3; n++)
  {
    if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Add"))
      || soap_call_p__Add(soap, address, ACTION("Add"), n, 100, &sum))
      return failed("Add");
    printf("Add(%d, 100) = %g\n", n, sum.AddResult);
  }

  if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Echo"))
    || soap_call_p__Echo(soap, address, ACTION("Echo"), "a < b & \xC3\xA9", &echo))
    return failed("Echo");
  printf("Echo = %s\n", echo.EchoResult ? echo.EchoResult : "nothing");

  for (n = 1; n <= 3; n++)
  {
    /* The response may be nothing (202) or an acknowledgement with an empty body, which gSOAP says is not the element that it wants. */
    struct __wsrm__SequenceAcknowledgement acknowledgement;
    if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Notify"))
      || soap_send_p__Notify(soap, address, ACTION("Notify"), "hello"))
      return failed("Notify");
    if (soap_recv___wsrm__SequenceAcknowledgement(soap, &acknowledgement)
      && soap->error != 202 && soap->error != SOAP_NO_TAG && soap->error != SOAP_TAG_MISMATCH)
      return failed("Notify's response");
    printf("Notify\n");
  }

  if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Notified"))
    || soap_call_p__Notified(soap, address, ACTION("Notified"), &notified))
    return failed("Notified");
  printf("Notified() = %d\n", notified.NotifiedResult);
  printf("not acknowledged before closing: %d of %d\n", (int)soap_wsrm_nack(sequence), (int)soap_wsrm_num(sequence));
  return 0;
}

/* Sends notifications over a network that loses some of them or their answers, sends again what it has seen no acknowledgement
 * of (which is everything), and asks how many came. */
static int notify_all(const char *address)
{
  struct p__NotifiedResponse notified;
  int n;

  for (n = 1; n <= NOTIFICATIONS; n++)
  {
    struct __wsrm__SequenceAcknowledgement acknowledgement;
    if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Notify"))
      || soap_send_p__Notify(soap, address, ACTION("Notify"), "hello")
      || soap_recv___wsrm__SequenceAcknowledgement(soap, &acknowledgement))
      soap_closesock(soap); /* Lost, or the answer that it calls wrong. */
  }

  if (soap_wsrm_resend(soap, sequence, 0, 0))
    return failed("Resend");
  if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Notified"))
    || soap_call_p__Notified(soap, address, ACTION("Notified"), &notified))
    return failed("Notified");
  printf("Notified() = %d\n", notified.NotifiedResult);
  printf("not acknowledged before closing: %d of %d\n", (int)soap_wsrm_nack(sequence), (int)soap_wsrm_num(sequence));
  return 0;
}

int call(const char *address, int resends)
{
  int result;
  soap = soap_new1(SOAP_C_UTFSTRING);
  soap->recv_timeout = soap->send_timeout = soap->connect_timeout = 20;
  soap_register_plugin(soap, soap_wsa);
  soap_register_plugin(soap, soap_wsrm);

  if (soap_wsrm_create_offer(soap, address, NULL, NULL, 60000, DiscardFollowingFirstGap, soap_wsa_rand_uuid(soap), &sequence))
    return failed("CreateSequence");
  printf("created\n");
  result = resends ? notify_all(address) : call_all(address);
  if (soap_wsrm_close(soap, sequence, soap_wsa_rand_uuid(soap)))
    result = failed("Close");
  else
    printf("closed\n");
  if (!soap_wsrm_terminate(soap, sequence, soap_wsa_rand_uuid(soap)))
    printf("terminated\n");
#ifdef SOAP_WSRM_2005
  else if (soap->error == SOAP_FAULT && unknown_sequence())
    /* The peer's own TerminateSequence came as the response: the plugin no longer knows the sequence that it has just terminated. */
    printf("terminated, and the plugin knows the sequence no longer\n");
#endif
  else
    result = failed("Terminate");
  soap_wsrm_seq_free(soap, sequence);
  if (!result)
    printf("done\n");
  return result;
}
