// Which sources this library is built from.
#include "../CTorch/sources.h"

#include "Support.hpp"

uint64_t ct_shim_sources(void) { return ct_sources_digest(); }
