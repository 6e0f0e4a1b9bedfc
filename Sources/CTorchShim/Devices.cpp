// Accelerators: finding them, why there are none, and the settings of their arithmetic.
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/util/env.h>
#include <dlfcn.h>
#include <unistd.h>

#include "Support.hpp"

namespace ncbench {
namespace {

// Keeps warnings in place of printing them: libtorch says by a warning why it sees no device.
struct KeptWarnings : c10::WarningHandler {
  std::string text;
  void process(const c10::Warning &warning) override { text += (text.empty() ? "" : "; ") + warning.msg(); }
};

// Where libtorch's CUDA library belongs: beside libtorch's own.
const std::string &cuda_library() {
  static const std::string path = [] {
    Dl_info info;
    if (dladdr(reinterpret_cast<void *>(&at::globalContext), &info) == 0) return std::string();
    const std::string file = info.dli_fname;
    return file.substr(0, file.rfind('/') + 1) + "libtorch_cuda.so";
  }();
  return path;
}

bool has_cuda_library() { return !cuda_library().empty() && access(cuda_library().c_str(), F_OK) == 0; }

// libtorch's CUDA library, loaded once.
struct CUDALibrary {
  bool loaded = false;
  std::string problem;
  int32_t devices = 0;

  // libtorch asks for CUDA once in a process: the library has to be loaded before anything asks. It registers itself;
  // nothing of it is linked, so a CPU build stays a CPU build. What it needs lies where its own RPATH says.
  //
  // It names all that it needs, libtorch_cpu.so too, so it is loaded for itself, as by PyTorch in Python. RTLD_GLOBAL
  // would make libtorch_cpu.so's `sgemm_` and its like everybody's, also an OpenBLAS's that is loaded later
  // (CTorch/Loader.c).
  CUDALibrary() noexcept {
    const auto status = guarded([&] { load(); });
    if (status != CT_SUCCESS) problem = last_error();
  }

  void load() {
    if (!has_cuda_library()) return;
    loaded = dlopen(cuda_library().c_str(), RTLD_NOW | RTLD_LOCAL) != nullptr;
    if (!loaded) {
      const char *const message = dlerror();
      problem = message == nullptr ? "unknown error" : message;
      return;
    }
    KeptWarnings warnings;
    const c10::WarningUtils::WarningHandlerGuard guard(&warnings);
    const auto status = guarded([&] { devices = at::hasCUDA() ? at::detail::getCUDAHooks().getNumGPUs() : 0; });
    if (devices == 0) problem = status == CT_SUCCESS ? warnings.text : last_error();
  }

  static const CUDALibrary &shared() {
    static const CUDALibrary library;
    return library;
  }
};

// A function of the driver's library, so that nothing of CUDA is linked; null without a driver.
template <class Function>
Function driver(const char *name) {
  static void *const library = dlopen("libcuda.so.1", RTLD_NOW);
  return library == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace
}  // namespace ncbench

using namespace ncbench;

int32_t ct_device_name(ct_device where, char *buffer, int32_t size) {
  return guarded([&] {
    TORCH_CHECK(size > 0, "no room for a name");
    buffer[0] = 0;
    if (where.kind != CT_CUDA) return;
    const auto init = driver<int (*)(unsigned)>("cuInit");
    const auto get = driver<int (*)(int *, int)>("cuDeviceGet");
    const auto name = driver<int (*)(char *, int, int)>("cuDeviceGetName");
    int found = 0;
    if (init == nullptr || get == nullptr || name == nullptr) return;
    // The driver knows devices by the same numbers as libtorch.
    if (init(0) != 0 || get(&found, where.index) != 0 || name(buffer, size, found) != 0) buffer[0] = 0;
  });
}

int32_t ct_cuda_device_count(int32_t *out) {
  return guarded([&] { *out = CUDALibrary::shared().devices; });
}

const char *ct_cuda_library(bool *out_exists) {
  *out_exists = has_cuda_library();
  return cuda_library().c_str();
}

bool ct_cuda_is_loaded(void) { return CUDALibrary::shared().loaded; }

const char *ct_cuda_problem(void) { return CUDALibrary::shared().problem.c_str(); }

const char *ct_cuda_version(void) {
  static const std::string version = build_option("CUDA_VERSION");
  return version.c_str();
}

int32_t ct_driver_cuda_version(void) {
  const auto version = driver<int (*)(int *)>("cuDriverGetVersion");
  int found = 0;
  return version != nullptr && version(&found) == 0 ? found : 0;
}

int32_t ct_peak_memory(ct_device where, int64_t *out) {
  return guarded([&] {
    *out = -1;
    if (where.kind == CT_CPU) return;
    const auto device = ncbench::device(where);
    auto *const allocator = dynamic_cast<c10::DeviceAllocator *>(c10::GetAllocator(device.type()));
    if (allocator == nullptr || !allocator->initialized()) return;
    const auto statistics = allocator->getDeviceStats(device.index());
    *out = statistics.allocated_bytes[static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE)].peak;
  });
}

int32_t ct_set_deterministic(bool deterministic) {
  return guarded([&] {
    auto &context = at::globalContext();
    // cuBLAS reads this when it starts; without it libtorch refuses its products in deterministic mode.
    constexpr auto *workspaces = "CUBLAS_WORKSPACE_CONFIG";
    if (deterministic && !c10::utils::has_env(workspaces)) c10::utils::set_env(workspaces, ":4096:8");
    context.setDeterministicAlgorithms(deterministic, /*warn_only=*/false);
    // Every new tensor would be filled with NaN, so that reading what was never written is the same each time.
    context.setDeterministicFillUninitializedMemory(false);
    // Trying out which convolution is the fastest may choose another each time.
    context.setBenchmarkCuDNN(false);
  });
}

int32_t ct_deterministic(bool *out) {
  return guarded([&] { *out = at::globalContext().deterministicAlgorithms(); });
}

// By the older of libtorch's two ways, which keeps both consistent; its products check that they are.
int32_t ct_set_tf32(bool allowed) {
  return guarded([&] {
    KeptWarnings warnings;
    const c10::WarningUtils::WarningHandlerGuard guard(&warnings);
    at::globalContext().setAllowTF32CuBLAS(allowed);
    at::globalContext().setAllowTF32CuDNN(allowed);
  });
}

int32_t ct_tf32(bool *out_products, bool *out_convolutions) {
  return guarded([&] {
    KeptWarnings warnings;
    const c10::WarningUtils::WarningHandlerGuard guard(&warnings);
    *out_products = at::globalContext().allowTF32CuBLAS();
    *out_convolutions = at::globalContext().allowTF32CuDNN(at::Float32Op::CONV);
  });
}
