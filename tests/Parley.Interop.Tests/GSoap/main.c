/*
 * A peer of gSOAP's: "serve" offers the calculator, "call ADDRESS", "resend ADDRESS" and "dual ADDRESS" call one. One program, because the reliable-messaging plugin
 * needs the generated code of both sides anyway.
 */
#include "soapH.h"
#include "calculator.nsmap"

int serve(void);
int call(const char *address, int resends);
int dual(const char *address);

/* A fault that came as a message of its own: none is expected. */
int SOAP_ENV__Fault(struct soap *soap, char *faultcode, char *faultstring, char *faultactor, struct SOAP_ENV__Detail *detail,
  struct SOAP_ENV__Code *code, struct SOAP_ENV__Reason *reason, char *node, char *role, struct SOAP_ENV__Detail *detail12)
{
  (void)faultcode, (void)faultstring, (void)faultactor, (void)detail, (void)code, (void)reason, (void)node, (void)role, (void)detail12;
  return soap_send_empty_response(soap, SOAP_OK);
}

int main(int argc, char **argv)
{
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (argc == 2 && !strcmp(argv[1], "serve"))
    return serve();
  if (argc == 3 && (!strcmp(argv[1], "call") || !strcmp(argv[1], "resend")))
    return call(argv[2], !strcmp(argv[1], "resend"));
  if (argc == 3 && !strcmp(argv[1], "dual"))
    return dual(argv[2]);
  fprintf(stderr, "usage: calculator serve | call ADDRESS | resend ADDRESS | dual ADDRESS\n");
  return 2;
}
