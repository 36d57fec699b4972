// WS-ReliableMessaging 1.1, SOAP 1.2, WS-Addressing 1.0.
#import "soap12.h"
#import "wsrm.h"
#import "contract.h"
