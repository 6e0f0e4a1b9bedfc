#include "torch_faults.h"

#include "Support.hpp"

using ncbench::guarded;

int32_t fault_not_deterministic(const char *operation) {
  return guarded([&] { at::globalContext().alertNotDeterministic(operation); });
}

int32_t fault_gpu_out_of_memory(void) {
  return guarded([] {
    TORCH_CHECK_WITH(OutOfMemoryError, false, "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has 1.00 MiB free.");
  });
}

int32_t fault_cublas_out_of_memory(void) {
  return guarded([] { TORCH_CHECK(false, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"); });
}

int32_t fault_gpu_error(void) {
  return guarded([] { TORCH_CHECK(false, "CUDA error: an illegal memory access was encountered"); });
}
