// Devices of their own for libtorch (`privateuseone:0` and so on) over the CPU's memory, for tests of everything that a
// GPU would need: that no tensor stays behind on the host, and how often the host waits for the device.
#ifndef NCBENCH_STAND_IN_ACCELERATOR_H
#define NCBENCH_STAND_IN_ACCELERATOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// All tests are one process that runs them side by side: a suite that counts has a device of its own.
#define STAND_IN_DEVICES 5

// What happened on a device since `stand_in_reset()`, on all threads.
typedef struct {
  // Operations of libtorch that were computed.
  int64_t operations;
  // Copies to the host, and copies from it that are not asynchronous: on a GPU the host waits for each until everything
  // before is computed.
  int64_t waits;
  // Those of them that a backward pass made.
  int64_t backward_waits;
  // Copies from the host.
  int64_t uploads;
} stand_in_counts;

void stand_in_reset(int32_t device);
stand_in_counts stand_in_count(int32_t device);

#ifdef __cplusplus
}
#endif
#endif
