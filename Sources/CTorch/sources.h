// The digest of what libTorchShim.so is built from. The program has one, the library another: a library that was left
// behind by an earlier build is noticed, whatever was changed since.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char ct_sources[] = {
#embed "include/ctorch.h"
,
#embed "include/ctorch_functions.h"
,
#embed "../CTorchShim/include/Support.hpp"
,
#embed "../CTorchShim/Devices.cpp"
,
#embed "../CTorchShim/Library.cpp"
,
#embed "../CTorchShim/Operations.cpp"
,
#embed "../CTorchShim/Optimizer.cpp"
,
#embed "../CTorchShim/Products.cpp"
,
#embed "../CTorchShim/QuickGELU.cpp"
,
#embed "../CTorchShim/Recomputation.cpp"
,
#embed "../CTorchShim/Sources.cpp"
,
#embed "../CTorchShim/Transfer.cpp"
};
#pragma clang diagnostic pop

// FNV-1a.
static inline uint64_t ct_sources_digest(void) {
  uint64_t digest = 0xcbf29ce484222325u;
  for (size_t i = 0; i < sizeof ct_sources; ++i) digest = (digest ^ ct_sources[i]) * 0x100000001b3u;
  return digest;
}
