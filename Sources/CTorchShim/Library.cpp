// Library state, handles, creation, inspection and gradients.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/GradMode.h>
#include <caffe2/core/common.h>
#include <dlfcn.h>
#include <torch/headeronly/version.h>

#include <cstring>

#include "Support.hpp"

namespace ncbench {

std::string &last_error() {
  thread_local std::string message;
  return message;
}

at::ScalarType scalar_type(ct_dtype dtype) {
  switch (dtype) {
    case CT_FLOAT32: return at::kFloat;
    case CT_FLOAT64: return at::kDouble;
    case CT_FLOAT16: return at::kHalf;
    case CT_BFLOAT16: return at::kBFloat16;
    case CT_INT64: return at::kLong;
    case CT_INT32: return at::kInt;
    case CT_UINT8: return at::kByte;
    case CT_BOOL: return at::kBool;
  }
  TORCH_CHECK(false, "unknown element type ", static_cast<int>(dtype));
}

ct_dtype dtype_of(at::ScalarType type) {
  switch (type) {
    case at::kFloat: return CT_FLOAT32;
    case at::kDouble: return CT_FLOAT64;
    case at::kHalf: return CT_FLOAT16;
    case at::kBFloat16: return CT_BFLOAT16;
    case at::kLong: return CT_INT64;
    case at::kInt: return CT_INT32;
    case at::kByte: return CT_UINT8;
    case at::kBool: return CT_BOOL;
    default: TORCH_CHECK(false, "element type ", type, " is not supported");
  }
}

std::string build_option(const char *name) {
  const auto &options = caffe2::GetBuildOptions();
  const auto found = options.find(name);
  return found == options.end() ? std::string() : found->second;
}

at::Device device(ct_device value) {
  const auto index = static_cast<c10::DeviceIndex>(value.index);
  switch (value.kind) {
    case CT_CPU: return at::Device(at::kCPU);
    case CT_CUDA: return at::Device(at::kCUDA, index);
    case CT_PRIVATE_USE: return at::Device(at::kPrivateUse1, index);
  }
  TORCH_CHECK(false, "unknown kind of device ", static_cast<int>(value.kind));
}

// libtorch has no types of their own for some failures; its words are the same in 2.11 to 2.13.
int32_t status_of(const char *message) noexcept {
  const auto says = [message](const char *words) { return std::strstr(message, words) != nullptr; };
  if (says(" does not have a deterministic implementation")) return CT_NOT_DETERMINISTIC;
  for (const char *words : {"DefaultCPUAllocator: can't allocate memory", "DefaultCPUAllocator: not enough memory",
                            "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED",
                            "DEVICE_ALLOCATION_FAILED", "HOST_ALLOCATION_FAILED"}) {
    if (says(words)) return CT_OUT_OF_MEMORY;
  }
  return CT_FAILURE;
}

}  // namespace ncbench

using namespace ncbench;

const char *ct_last_error(void) { return last_error().c_str(); }
const char *ct_version(void) { return TORCH_VERSION; }

const char *ct_loaded_version(void) {
  static const std::string version = build_option("TORCH_VERSION");
  return version.c_str();
}

const char *ct_matrix_library(void) {
  Dl_info info;
  void *const product = dlsym(RTLD_DEFAULT, "sgemm_");
  return product != nullptr && dladdr(product, &info) != 0 ? info.dli_fname : "";
}

const char *ct_cpu_capability(void) {
  static const std::string capability = at::get_cpu_capability();
  return capability.c_str();
}

int32_t ct_attempt(void (*body)(const void *context), const void *context) {
  return guarded([&] { body(context); });
}

int32_t ct_set_threads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}

void ct_tensor_release(ct_tensor tensor) {
  if (tensor.pointer == nullptr) return;
  c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(static_cast<at::TensorImpl *>(tensor.pointer));
}

ct_tensor ct_tensor_retained(ct_tensor tensor) {
  ct_tensor retained;
  give(&retained, borrowed(tensor));
  return retained;
}

void ct_generator_release(ct_generator generator) { delete static_cast<at::Generator *>(generator.pointer); }

int32_t ct_generator_create(uint64_t seed, ct_generator *out) {
  return guarded([&] { out->pointer = new at::Generator(at::detail::createCPUGenerator(seed)); });
}

int32_t ct_from_data(const void *data, int64_t byte_count, const int64_t *shape, int32_t rank, ct_dtype dtype,
                     ct_tensor *out) {
  return guarded([&] {
    auto tensor = at::empty(dimensions(shape, rank), scalar_type(dtype));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == byte_count, byte_count, " bytes of data for shape ",
                tensor.sizes(), ", which takes ", tensor.nbytes());
    if (byte_count > 0) std::memcpy(tensor.mutable_data_ptr(), data, byte_count);
    give(out, std::move(tensor));
  });
}

int32_t ct_full(const int64_t *shape, int32_t rank, ct_scalar value, ct_dtype dtype, ct_device where, ct_tensor *out) {
  return guarded([&] {
    const auto options = at::TensorOptions().dtype(scalar_type(dtype)).device(device(where));
    give(out, at::full(dimensions(shape, rank), scalar(value), options));
  });
}

int32_t ct_empty(const int64_t *shape, int32_t rank, ct_dtype dtype, ct_tensor *out) {
  return guarded([&] { give(out, at::empty(dimensions(shape, rank), scalar_type(dtype))); });
}

int32_t ct_arange(int64_t end, ct_device where, ct_tensor *out) {
  return guarded([&] { give(out, at::arange(end, at::TensorOptions().dtype(at::kLong).device(device(where)))); });
}

int32_t ct_randn(const int64_t *shape, int32_t rank, ct_generator generator, ct_tensor *out) {
  return guarded([&] {
    give(out, at::randn(dimensions(shape, rank), *static_cast<at::Generator *>(generator.pointer), at::kFloat));
  });
}

int32_t ct_rand(const int64_t *shape, int32_t rank, ct_generator generator, ct_tensor *out) {
  return guarded([&] {
    give(out, at::rand(dimensions(shape, rank), *static_cast<at::Generator *>(generator.pointer), at::kFloat));
  });
}

int32_t ct_rank(ct_tensor x, int32_t *out) {
  return guarded([&] { *out = static_cast<int32_t>(borrowed(x).dim()); });
}

int32_t ct_size(ct_tensor x, int32_t dimension, int64_t *out) {
  return guarded([&] { *out = borrowed(x).size(dimension); });
}

int32_t ct_dtype_of(ct_tensor x, ct_dtype *out) {
  return guarded([&] { *out = dtype_of(borrowed(x).scalar_type()); });
}

int32_t ct_device_of(ct_tensor x, ct_device *out) {
  return guarded([&] {
    const auto where = borrowed(x).device();
    const auto kind = where.is_cuda() ? CT_CUDA : where.is_privateuseone() ? CT_PRIVATE_USE : CT_CPU;
    *out = ct_device{kind, kind == CT_CPU ? 0 : static_cast<int32_t>(where.index())};
  });
}

int32_t ct_memory(ct_tensor x, void **out, int64_t *out_byte_count) {
  return guarded([&] {
    const auto tensor = borrowed(x);
    TORCH_CHECK(tensor.is_cpu() && tensor.is_contiguous(), "the tensor is not contiguous memory of the CPU");
    *out = tensor.data_ptr();
    *out_byte_count = static_cast<int64_t>(tensor.nbytes());
  });
}

int32_t ct_copy_to_host(ct_tensor x, ct_dtype dtype, void *data, int64_t byte_count) {
  return guarded([&] {
    const auto host = borrowed(x).detach().to(at::kCPU, scalar_type(dtype)).contiguous();
    TORCH_CHECK(static_cast<int64_t>(host.nbytes()) == byte_count, "a buffer of ", byte_count, " bytes for ",
                host.nbytes(), " bytes of data");
    if (byte_count > 0) std::memcpy(data, host.const_data_ptr(), byte_count);
  });
}

bool ct_gradients_enabled(void) { return c10::GradMode::is_enabled(); }
void ct_set_gradients_enabled(bool enabled) { c10::GradMode::set_enabled(enabled); }

int32_t ct_set_requires_gradient(ct_tensor x, bool required) {
  return guarded([&] { borrowed(x).set_requires_grad(required); });
}

int32_t ct_requires_gradient(ct_tensor x, bool *out) {
  return guarded([&] { *out = borrowed(x).requires_grad(); });
}

int32_t ct_backward(ct_tensor loss) {
  return guarded([&] { borrowed(loss).backward(); });
}

int32_t ct_gradient(ct_tensor x, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).grad()); });
}

int32_t ct_clear_gradient(ct_tensor x) {
  return guarded([&] { borrowed(x).mutable_grad().reset(); });
}

int32_t ct_copy_in_place(ct_tensor target, ct_tensor source) {
  return guarded([&] {
    c10::NoGradGuard guard;
    auto destination = borrowed(target);
    const auto values = borrowed(source);
    TORCH_CHECK(destination.sizes() == values.sizes(), "cannot copy shape ", values.sizes(), " into ",
                destination.sizes());
    destination.copy_(values);
  });
}

int32_t ct_lerp_in_place(ct_tensor target, ct_tensor source, double factor) {
  return guarded([&] {
    c10::NoGradGuard guard;
    borrowed(target).lerp_(borrowed(source), factor);
  });
}

int32_t ct_scale_in_place(ct_tensor target, double factor, double offset) {
  return guarded([&] {
    c10::NoGradGuard guard;
    borrowed(target).mul_(factor).add_(offset);
  });
}

int32_t ct_add_scalar_in_place(ct_tensor target, ct_scalar value) {
  return guarded([&] {
    c10::NoGradGuard guard;
    borrowed(target).add_(scalar(value));
  });
}
