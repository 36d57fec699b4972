// WS-ReliableMessaging of February 2005, SOAP 1.2, WS-Addressing 1.0.
#import "soap12.h"
#import "wsrm5.h"
#import "contract.h"
