#pragma once
// Nothing that includes pthread.h: the module would claim its types as its own.
#include <openssl/sha.h>
