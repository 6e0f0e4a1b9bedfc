// Copies to a device beside what it computes, and what turns the bytes of images into numbers there.
#include <c10/core/DeviceGuard.h>
#include <c10/core/Event.h>
#include <c10/core/GradMode.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <map>
#include <mutex>
#include <optional>

#include "Support.hpp"

using namespace ncbench;

namespace {

// libtorch's stream and event of whatever kind the device is: no header and no library of CUDA is needed.
struct Lane {
  c10::Stream stream;
  c10::Event event;
};

// The stream for copies to a device; none where the device has one stream only, or no events.
std::optional<c10::Stream> copy_stream(at::Device device) {
  static std::mutex mutex;
  static std::map<at::Device, std::optional<c10::Stream>, bool (*)(const at::Device &, const at::Device &)> streams(
      [](const at::Device &a, const at::Device &b) {
        return std::pair(a.type(), a.index()) < std::pair(b.type(), b.index());
      });
  const std::lock_guard lock(mutex);
  const auto known = streams.find(device);
  if (known != streams.end()) return known->second;
  std::optional<c10::Stream> stream;
  try {
    const c10::impl::VirtualGuardImpl guard(device.type());
    stream = guard.getStreamFromGlobalPool(device, /*isHighPriority=*/false);
    c10::Event(device.type()).record(*stream);
  } catch (const c10::Error &) {
    // What a guard lacks, it says by throwing. A CUDA device lacks nothing: its error is one.
    if (device.is_cuda()) throw;
    stream.reset();
  }
  streams.emplace(device, stream);
  return stream;
}

// Events restore the thread's device in a way that would start up device 0, were another one not made current before.
class Transfer {
 public:
  explicit Transfer(at::Device device) : device_(device) {
    const c10::DeviceGuard here(device_);
    if (const auto stream = copy_stream(device)) lane_.emplace(Lane{*stream, c10::Event(device.type())});
  }

  ~Transfer() {
    // A device that has failed may refuse to become current; the failure itself is told elsewhere.
    try {
      const c10::DeviceGuard here(device_);
      lane_.reset();
    } catch (const c10::Error &) {}
  }

  at::Tensor add(const at::Tensor &x) {
    TORCH_CHECK(x.is_cpu(), "only a tensor on the CPU can be transferred to a device");
    // Without pinned memory the driver would make the host wait for its copy of the copy.
    const c10::DeviceGuard here(device_);
    const auto host = device_.is_cuda() && !x.is_pinned() ? x.pin_memory() : x;
    if (!lane_) return host.to(device_, host.scalar_type(), /*non_blocking=*/true);
    const c10::StreamGuard guard(lane_->stream);
    auto copy = host.to(device_, host.scalar_type(), /*non_blocking=*/true);
    lane_->event.record(lane_->stream);
    copies_.push_back(copy);
    return copy;
  }

  void finish() {
    if (!lane_) return;
    const c10::DeviceGuard here(device_);
    const c10::impl::VirtualGuardImpl guard(device_.type());
    const auto current = guard.getStream(device_);
    lane_->event.block(current);
    // The memory belongs to the stream of the copies, which must not write to it again before it has been read here.
    for (const auto &copy : copies_) guard.recordDataPtrOnStream(copy.storage().data_ptr(), current);
    copies_.clear();
  }

 private:
  at::Device device_;
  std::optional<Lane> lane_;
  std::vector<at::Tensor> copies_;
};

}  // namespace

int32_t ct_empty_for_transfer(const int64_t *shape, int32_t rank, ct_dtype dtype, ct_device where, ct_tensor *out) {
  return guarded([&] {
    const auto options = at::TensorOptions().dtype(scalar_type(dtype)).pinned_memory(where.kind == CT_CUDA);
    give(out, at::empty(dimensions(shape, rank), options));
  });
}

int32_t ct_transfer_create(ct_device where, ct_transfer *out) {
  return guarded([&] { out->pointer = new Transfer(device(where)); });
}

int32_t ct_transfer_add(ct_transfer transfer, ct_tensor x, ct_tensor *out) {
  return guarded([&] { give(out, static_cast<Transfer *>(transfer.pointer)->add(borrowed(x))); });
}

int32_t ct_transfer_finish(ct_transfer transfer) {
  return guarded([&] { static_cast<Transfer *>(transfer.pointer)->finish(); });
}

void ct_transfer_release(ct_transfer transfer) { delete static_cast<Transfer *>(transfer.pointer); }

int32_t ct_normalize_bytes(ct_tensor x, ct_tensor full, ct_tensor mean, ct_tensor deviation, ct_tensor rows,
                           ct_tensor columns, ct_tensor *out) {
  return guarded([&] {
    const c10::NoGradGuard guard;
    const auto bytes = borrowed(x);
    TORCH_CHECK(bytes.scalar_type() == at::kByte, "the samples are not bytes");
    const auto means = borrowed(mean);
    // In place, because the numbers are four times the bytes. By tensors, because CUDA divides by a number as it
    // multiplies by its reciprocal, which rounds differently.
    auto values = bytes.to(at::kFloat).div_(borrowed(full)).sub_(means).div_(borrowed(deviation));
    if (rows.pointer != nullptr && columns.pointer != nullptr) {
      const auto mask = at::logical_and(borrowed(rows).unsqueeze(2), borrowed(columns).unsqueeze(1)).unsqueeze(1);
      at::where_out(values, mask, means, values);
    }
    give(out, std::move(values));
  });
}
