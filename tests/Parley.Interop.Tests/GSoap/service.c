/* The calculator as a gSOAP service with reliable messaging. Prints "port N" and "listening"; runs until its input ends. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include "soapH.h"
#include "wsrmapi.h"

#define ACTION(name) "urn:parley:interop/ICalculator/" name "Response"

/* How many notifications each sequence has brought. */
struct count { char *sequence; int notified; struct count *next; };
static struct count *counts;

static const char *sequence_of(struct soap *soap)
{
  struct wsrm__SequenceType *sequence = soap->header ? soap->header->wsrm__Sequence : NULL;
  return sequence && sequence->Identifier ? sequence->Identifier : "";
}

static int count(const char *sequence, int more)
{
  struct count *of;
  for (of = counts; of && strcmp(of->sequence, sequence); of = of->next)
    ;
  if (!of)
  {
    of = malloc(sizeof *of);
    of->sequence = strdup(sequence);
    of->notified = 0;
    of->next = counts;
    counts = of;
  }
  return of->notified += more;
}

int p__Add(struct soap *soap, double a, double b, struct p__AddResponse *response)
{
  if (soap_wsrm_check(soap))
    return soap->error;
  printf("Add(%g, %g)\n", a, b);
  response->AddResult = a + b;
  return soap_wsrm_reply(soap, NULL, ACTION("Add"));
}

int p__Echo(struct soap *soap, char *text, struct p__EchoResponse *response)
{
  if (soap_wsrm_check(soap))
    return soap->error;
  printf("Echo of %zu bytes\n", text ? strlen(text) : 0);
  response->EchoResult = text;
  return soap_wsrm_reply(soap, NULL, ACTION("Echo"));
}

int p__Notify(struct soap *soap, char *text)
{
  char *sequence = soap_strdup(soap, sequence_of(soap));
  if (soap_wsrm_check_send_empty_response(soap))
    return soap->error;
  printf("Notify(%s)\n", text ? text : "");
  count(sequence, 1);
  return SOAP_OK;
}

int p__Notified(struct soap *soap, struct p__NotifiedResponse *response)
{
  char *sequence = soap_strdup(soap, sequence_of(soap));
  if (soap_wsrm_check(soap))
    return soap->error;
  response->NotifiedResult = count(sequence, 0);
  printf("Notified() = %d\n", response->NotifiedResult);
  return soap_wsrm_reply(soap, NULL, ACTION("Notified"));
}

static void *end_with_input(void *input)
{
  char byte;
  while (read(*(int *)input, &byte, 1) > 0)
    ;
  exit(0);
}

int serve(void)
{
  struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  pthread_t thread;
  static int input;

  /* Where there is no socket the plugin reads from descriptor 0 (after LastMessage it does): there is to be nothing for it there. */
  input = dup(0);
  dup2(open("/dev/null", O_RDONLY), 0);

  soap->recv_timeout = soap->send_timeout = 10;
  soap_register_plugin(soap, soap_wsa);
  soap_register_plugin(soap, soap_wsrm);
  if (!soap_valid_socket(soap_bind(soap, "127.0.0.1", 0, 100)) || getsockname(soap->master, (struct sockaddr *)&address, &length))
  {
    soap_print_fault(soap, stdout);
    return 1;
  }

  pthread_create(&thread, NULL, end_with_input, &input);
  printf("port %d\nlistening\n", ntohs(address.sin_port));
  /* One connection after the other: with threads the plugin takes a message that comes at once after another for one after a gap. */
  while (soap_valid_socket(soap_accept(soap)))
  {
    if (soap_serve(soap) && soap->error != SOAP_STOP && soap->error != SOAP_EOF)
      soap_print_fault(soap, stdout);
    soap_destroy(soap);
    soap_end(soap);
  }

  soap_print_fault(soap, stdout);
  return 1;
}
