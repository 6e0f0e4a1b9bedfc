#pragma once

#include <stddef.h>

/// The weights that sweeps of synth-pedes start from: `embedded.safetensors`, as `bench pretrain` wrote it.
extern const void *const nc_embedded_weights_start;
/// Their number of bytes.
extern const size_t nc_embedded_weights_size;
