#include "torch_faults.h"

#include <ATen/ATen.h>

#include "ctorch.h"

int32_t fault_not_deterministic(const char *operation) {
  return ct_attempt(
      [](const void *operation) { at::globalContext().alertNotDeterministic(static_cast<const char *>(operation)); },
      operation);
}

int32_t fault_gpu_out_of_memory(void) {
  return ct_attempt(
      [](const void *) {
        TORCH_CHECK_WITH(OutOfMemoryError, false,
                         "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has 1.00 MiB free.");
      },
      nullptr);
}

int32_t fault_cublas_out_of_memory(void) {
  return ct_attempt(
      [](const void *) {
        TORCH_CHECK(false, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`");
      },
      nullptr);
}

int32_t fault_gpu_error(void) {
  return ct_attempt(
      [](const void *) { TORCH_CHECK(false, "CUDA error: an illegal memory access was encountered"); }, nullptr);
}
