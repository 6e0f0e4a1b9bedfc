// Loads libTorchShim.so, and with it libtorch.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <torch/headeronly/version.h>
#include <unistd.h>

#include "ctorch.h"
#include "ctorch_version.h"
#include "sources.h"

struct ct_functions ct_functions;
bool ct_is_loaded = false;

#define CT_FUNCTION(type, name, parameters, arguments, otherwise) #name,
static const char *const names[] = {
#include "ctorch_functions.h"
};
#undef CT_FUNCTION
_Static_assert(sizeof(names) / sizeof(*names) == sizeof(struct ct_functions) / sizeof(void *), "one place a name");

static char file[4096];
static char problem[4096];
static ct_library library = {CT_SHIM_IS_MISSING, file, problem, TORCH_VERSION, ""};

const char *ct_built_version(void) { return TORCH_VERSION; }

static ct_loading refused(const char *message) {
  snprintf(problem, sizeof problem, "%s", message == NULL ? "unknown error" : message);
  return CT_SHIM_IS_REFUSED;
}

// Beside the program.
static bool find(void) {
  char folder[3072];
  const ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
  folder[length < 0 ? 0 : length] = 0;
  char *const slash = strrchr(folder, '/');
  folder[slash == NULL ? 0 : slash + 1 - folder] = 0;
  snprintf(file, sizeof file, "%slibTorchShim.so", folder);
  return access(file, F_OK) == 0;
}

static ct_loading load(void) {
  if (!find()) return CT_SHIM_IS_MISSING;
  // Only for itself: libtorch and OpenBLAS both define `sgemm_`, and each has to go on using its own.
  void *const shim = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (shim == NULL) return refused(dlerror());
  uint64_t (*const sources)(void) = (uint64_t(*)(void))dlsym(shim, "ct_shim_sources");
  if (sources == NULL || sources() != ct_sources_digest()) return CT_SHIM_IS_DIFFERENT;
  struct ct_functions found;
  void **const places = (void **)&found;
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); ++i) {
    places[i] = dlsym(shim, names[i]);
    if (places[i] == NULL) return refused(dlerror());
  }
  if (strcmp(found.ct_version(), library.built_version) != 0) return CT_SHIM_IS_DIFFERENT;
  library.loaded_version = found.ct_loaded_version();
  if (strcmp(library.built_version, library.loaded_version) != 0) return CT_TORCH_IS_DIFFERENT;
  ct_functions = found;
  return CT_LOADED;
}

static void load_once(void) {
  library.state = load();
  __atomic_store_n(&ct_is_loaded, library.state == CT_LOADED, __ATOMIC_RELEASE);
}

const ct_library *ct_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_once);
  return &library;
}
