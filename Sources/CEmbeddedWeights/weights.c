#include "CEmbeddedWeights.h"

// C23's #embed: the executable carries the file wherever it is moved, and needs no look-up at run time.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char bytes[] = {
#embed "embedded.safetensors"
};
const void *const nc_embedded_weights_start = bytes;
const size_t nc_embedded_weights_size = sizeof bytes;
