// What every source file of the shim shares: handles, the exception guard, conversions.
#pragma once

#include <ATen/ATen.h>

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "ctorch.h"

namespace ncbench {

// The message behind ct_last_error().
std::string &last_error();

// An error of a function that the caller gave, on its way to the caller through libtorch and its threads.
struct CallerError : std::exception {
  std::shared_ptr<void> value;
  CallerError(void *value, void (*release)(void *)) : value(value, release) {}
  const char *what() const noexcept override { return "a computation of the backward pass failed"; }
};

// Keeps an error for ct_last_caller_error() on this thread.
void keep(const CallerError &error);

// The status that a message stands for; CT_FAILURE for one without a meaning of its own.
int32_t status_of(const char *message) noexcept;

// Runs `body`; any exception becomes a status and a message. c10 errors are stored without their C++ backtrace.
template <class Body>
int32_t guarded(Body &&body) noexcept {
  const auto failed = [](int32_t status, const char *message) noexcept {
    try { last_error() = message; } catch (...) {}
    return status;
  };
  try {
    std::forward<Body>(body)();
    return CT_SUCCESS;
  } catch (const c10::OutOfMemoryError &error) {
    return failed(CT_OUT_OF_MEMORY, error.what_without_backtrace());
  } catch (const c10::Error &error) {
    return failed(status_of(error.what_without_backtrace()), error.what_without_backtrace());
  } catch (const CallerError &error) {
    try { keep(error); } catch (...) {}
    return failed(CT_FAILURE, error.what());
  } catch (const std::bad_alloc &error) {
    return failed(CT_OUT_OF_MEMORY, error.what());
  } catch (const std::exception &error) {
    return failed(status_of(error.what()), error.what());
  } catch (...) {
    return failed(CT_FAILURE, "an unknown C++ exception");
  }
}

// A handle holds one reference on the TensorImpl itself: no second allocation per tensor.
inline at::Tensor borrowed(ct_tensor handle) {
  if (handle.pointer == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(
      static_cast<at::TensorImpl *>(handle.pointer)));
}

inline void give(ct_tensor *out, at::Tensor tensor) {
  out->pointer = tensor.defined() ? static_cast<void *>(tensor.unsafeReleaseTensorImpl()) : nullptr;
}

inline std::optional<at::Tensor> optional(ct_tensor handle) {
  if (handle.pointer == nullptr) return std::nullopt;
  return borrowed(handle);
}

inline std::vector<at::Tensor> borrowed(const ct_tensor *handles, int32_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t i = 0; i < count; ++i) tensors.push_back(borrowed(handles[i]));
  return tensors;
}

inline at::IntArrayRef dimensions(const int64_t *values, int32_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline at::Scalar scalar(ct_scalar value) {
  return value.is_integer ? at::Scalar(value.integer) : at::Scalar(value.real);
}

at::ScalarType scalar_type(ct_dtype dtype);
ct_dtype dtype_of(at::ScalarType type);
at::Device device(ct_device value);
// What libtorch was built with, as the loaded library says; empty for an unknown option.
std::string build_option(const char *name);

}  // namespace ncbench
