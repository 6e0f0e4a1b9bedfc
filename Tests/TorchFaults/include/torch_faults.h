// Failures of libtorch that this machine cannot be brought to by itself, through the guard of the shim.
#ifndef NCBENCH_TORCH_FAULTS_H
#define NCBENCH_TORCH_FAULTS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What an operation of this name without a deterministic implementation does, in this process's mode.
int32_t fault_not_deterministic(const char *operation);
// What an allocation on a full GPU does.
int32_t fault_gpu_out_of_memory(void);
// What a GPU's library does that finds no memory for itself.
int32_t fault_cublas_out_of_memory(void);
// What a GPU that breaks down does.
int32_t fault_gpu_error(void);

#ifdef __cplusplus
}
#endif
#endif
