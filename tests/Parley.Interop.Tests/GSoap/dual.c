/*
 * Calls the calculator at the address from an address of its own, to which the service sends its answers, and prints what comes of it.
 * The last line is "done" when everything was answered as it should be.
 */
#include "soapH.h"
#include "wsrmapi.h"

#define ACTION(name) "urn:parley:interop/ICalculator/" name
#define SECONDS 20

static struct soap *soap, *callback;
static soap_wsrm_sequence_handle sequence;
static int answers;

static int failed(const char *what)
{
  struct soap *of = soap->error && soap->error != 202 ? soap : callback;
  printf("%s failed with %d, and at the callback with %d:\n", what, soap->error, callback->error);
  if (of->error)
    soap_print_fault(of, stdout);
  return 1;
}

/* The answers of the service come as requests. */
int p__AddResponse(struct soap *soap, double sum)
{
  if (soap_wsrm_check_send_empty_response(soap))
    return soap->error;
  printf("AddResponse = %g\n", sum);
  answers++;
  return SOAP_OK;
}

int p__EchoResponse(struct soap *soap, char *text)
{
  if (soap_wsrm_check_send_empty_response(soap))
    return soap->error;
  printf("EchoResponse = %s\n", text ? text : "nothing");
  answers++;
  return SOAP_OK;
}

int p__NotifiedResponse(struct soap *soap, int notified)
{
  if (soap_wsrm_check_send_empty_response(soap))
    return soap->error;
  printf("NotifiedResponse = %d\n", notified);
  answers++;
  return SOAP_OK;
}

static int is_created(int unused)
{
  (void)unused;
  return soap_wsrm_seq_created(soap, sequence);
}

static int is_answered(int expected)
{
  return answers >= expected;
}

static int is_acknowledged(int unused)
{
  (void)unused;
  return soap_wsrm_nack(sequence) == 0;
}

static int once(int unused)
{
  (void)unused;
  return 0;
}

/* Serves what the service sends, until it is enough or too late. */
static int serve_until(int (*is_done)(int), int argument, int seconds)
{
  int left;
  for (left = 10 * seconds; left > 0 && !is_done(argument);)
  {
    callback->accept_timeout = -100000;
    callback->recv_timeout = callback->send_timeout = 5;
    if (!soap_valid_socket(soap_accept(callback)))
      left--;
    else if (soap_serve(callback) && callback->error != SOAP_STOP && callback->error != SOAP_EOF && callback->error != 202)
      soap_print_fault(callback, stdout);
    soap_destroy(callback);
    soap_end(callback);
  }

  return is_done(argument);
}

/* 202 says that the answer comes otherwise. */
static int is_refused(int error)
{
  return error && error != 202 && error != SOAP_NO_TAG;
}

static int call_all(const char *address)
{
  struct p__AddResponse sum;
  struct p__EchoResponse echo;
  struct p__NotifiedResponse notified;
  int n;

  for (n = 1; n <= 3; n++)
    if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Add"))
      || is_refused(soap_call_p__Add(soap, address, ACTION("Add"), n, 100, &sum))
      || !serve_until(is_answered, n, SECONDS))
      return failed("Add");

  if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Echo"))
    || is_refused(soap_call_p__Echo(soap, address, ACTION("Echo"), "a < b & \xC3\xA9", &echo))
    || !serve_until(is_answered, 4, SECONDS))
    return failed("Echo");

  for (n = 1; n <= 3; n++)
  {
    struct __wsrm__SequenceAcknowledgement acknowledgement;
    if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Notify"))
      || soap_send_p__Notify(soap, address, ACTION("Notify"), "hello")
      || is_refused(soap_recv___wsrm__SequenceAcknowledgement(soap, &acknowledgement)))
      return failed("Notify");
  }

  if (soap_wsrm_request_acks(soap, sequence, soap_wsa_rand_uuid(soap), ACTION("Notified"))
    || is_refused(soap_call_p__Notified(soap, address, ACTION("Notified"), &notified))
    || !serve_until(is_answered, 5, SECONDS))
    return failed("Notified");
  if (!serve_until(is_acknowledged, 0, SECONDS))
    return failed("Acknowledging");
  printf("not acknowledged before closing: %d of %d\n", (int)soap_wsrm_nack(sequence), (int)soap_wsrm_num(sequence));
  return 0;
}

int dual(const char *address)
{
  struct sockaddr_in own;
  socklen_t length = sizeof own;
  char source[64];
  int result;

  soap = soap_new1(SOAP_C_UTFSTRING);
  callback = soap_new1(SOAP_C_UTFSTRING);
  soap->recv_timeout = soap->send_timeout = soap->connect_timeout = SECONDS;
  soap_register_plugin(soap, soap_wsa);
  soap_register_plugin(soap, soap_wsrm);
  soap_register_plugin(callback, soap_wsa);
  soap_register_plugin(callback, soap_wsrm);
  if (!soap_valid_socket(soap_bind(callback, "127.0.0.1", 0, 100)) || getsockname(callback->master, (struct sockaddr *)&own, &length))
    return failed("Listening");
  sprintf(source, "http://127.0.0.1:%d/calls", ntohs(own.sin_port));

  if (is_refused(soap_wsrm_create_offer(soap, address, source, NULL, 60000, DiscardFollowingFirstGap, soap_wsa_rand_uuid(soap), &sequence))
    || !serve_until(is_created, 0, SECONDS))
    return failed("CreateSequence");
  printf("created\n");
  result = call_all(address);
  if (is_refused(soap_wsrm_close(soap, sequence, soap_wsa_rand_uuid(soap))))
    result = failed("Close");
  else
    printf("closed\n");
  serve_until(once, 0, 1);
  if (is_refused(soap_wsrm_terminate(soap, sequence, soap_wsa_rand_uuid(soap))))
    result = failed("Terminate");
  else
    printf("terminated\n");
  serve_until(once, 0, 1);
  soap_wsrm_seq_free(soap, sequence);
  if (!result)
    printf("done\n");
  return result;
}
