// What every source file of the shim shares: handles, the exception guard, conversions.
#pragma once

#include <ATen/ATen.h>

#include <exception>
#include <memory>
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

// Runs `body`; any exception becomes status 1 and a message. c10 errors are stored without their C++ backtrace.
template <class Body>
int32_t guarded(Body &&body) noexcept {
  try {
    std::forward<Body>(body)();
    return 0;
  } catch (const c10::Error &error) {
    try { last_error() = error.what_without_backtrace(); } catch (...) {}
  } catch (const CallerError &error) {
    try {
      last_error() = error.what();
      keep(error);
    } catch (...) {}
  } catch (const std::exception &error) {
    try { last_error() = error.what(); } catch (...) {}
  } catch (...) {
    try { last_error() = "an unknown C++ exception"; } catch (...) {}
  }
  return 1;
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

}  // namespace ncbench
