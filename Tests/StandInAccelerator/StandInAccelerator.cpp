// Registers the device with libtorch when the program starts. Kernels are the CPU's: what differs from the CPU is where
// libtorch believes that a tensor is, and which of its own implementations it chooses for that place.
#include "StandInAccelerator.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/csrc/autograd/graph_task.h>
#include <torch/library.h>

#include <atomic>

namespace {

struct Counters {
  std::atomic<int64_t> operations, waits, backward_waits, uploads;
};
Counters counters[STAND_IN_DEVICES];

Counters &counters_of(const at::Tensor &x) { return counters[x.device().index()]; }

// While a kernel of the CPU does an operation's work, its copies are the stand-in's own.
thread_local bool is_computing = false;

struct Computing {
  const bool before = std::exchange(is_computing, true);
  ~Computing() { is_computing = before; }
};

void count_wait(const at::Tensor &x) {
  if (is_computing) return;
  ++counters_of(x).waits;
  if (torch::autograd::get_current_graph_task_id() != -1) ++counters_of(x).backward_waits;
}

// ---- The device -------------------------------------------------------------------------------------------------

at::Device device(c10::DeviceIndex index) { return at::Device(at::kPrivateUse1, index); }

struct Guard final : c10::impl::DeviceGuardImplInterface {
  inline static thread_local c10::DeviceIndex current = 0;

  at::DeviceType type() const override { return at::kPrivateUse1; }
  at::Device exchangeDevice(at::Device next) const override { return device(std::exchange(current, next.index())); }
  at::Device getDevice() const override { return device(current); }
  void setDevice(at::Device next) const override { current = next.index(); }
  void uncheckedSetDevice(at::Device next) const noexcept override { current = next.index(); }
  c10::Stream getStream(at::Device of) const override { return c10::Stream(c10::Stream::DEFAULT, of); }
  c10::Stream getDefaultStream(at::Device of) const override { return getStream(of); }
  c10::Stream exchangeStream(c10::Stream stream) const override { return stream; }
  c10::DeviceIndex deviceCount() const noexcept override { return STAND_IN_DEVICES; }
  // Everything is done when its call returns.
  void record(void **, const c10::Stream &, c10::DeviceIndex, c10::EventFlag) const override {}
  void block(void *, const c10::Stream &) const override {}
  bool queryEvent(void *) const override { return true; }
  bool queryStream(const c10::Stream &) const override { return true; }
  void synchronizeStream(const c10::Stream &) const override {}
  void synchronizeEvent(void *) const override {}
  void synchronizeDevice(c10::DeviceIndex) const override {}
};

struct Memory final : c10::Allocator {
  at::DataPtr allocate(size_t size) override {
    void *const data = size == 0 ? nullptr : c10::alloc_cpu(size);
    return {data, data, &c10::free_cpu, device(Guard::current)};
  }
  at::DeleterFnPtr raw_deleter() const override { return &c10::free_cpu; }
  void copy_data(void *target, const void *source, size_t size) const override {
    default_copy_data(target, source, size);
  }
};

struct Hooks final : at::PrivateUse1HooksInterface {
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::Allocator *getPinnedMemoryAllocator() const override { return c10::GetCPUAllocator(); }
};

Memory memory;
const c10::impl::DeviceGuardImplRegistrar guard(at::kPrivateUse1, new Guard);
[[maybe_unused]] const bool is_registered = [] {
  c10::register_privateuse1_backend("privateuseone");
  c10::SetAllocator(at::kPrivateUse1, &memory);
  at::RegisterPrivateUse1HooksInterface(new Hooks);
  return true;
}();

// ---- Tensors ----------------------------------------------------------------------------------------------------

// The same memory as a tensor of the CPU.
at::Tensor seen_by_host(const at::Tensor &x) {
  if (!x.defined() || x.is_cpu()) return x;
  return at::from_blob(x.data_ptr(), x.sizes(), x.strides(), x.options().device(at::kCPU));
}

std::optional<at::Tensor> seen_by_host(const std::optional<at::Tensor> &x) {
  return x ? std::optional(seen_by_host(*x)) : std::nullopt;
}

at::Tensor moved(const at::Tensor &x, at::Device target) { return x.defined() ? x.to(target) : x; }

using Three = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

Three moved(const Three &x, at::Device target) {
  return {moved(std::get<0>(x), target), moved(std::get<1>(x), target), moved(std::get<2>(x), target)};
}

at::Tensor empty(at::IntArrayRef size, std::optional<at::ScalarType> type, std::optional<at::Layout>,
                 std::optional<at::Device> where, std::optional<bool>, std::optional<at::MemoryFormat> format) {
  const c10::OptionalDeviceGuard guard(where);
  return at::detail::empty_generic(size, &memory, c10::DispatchKeySet(c10::DispatchKey::PrivateUse1),
                                   c10::dtype_or_default(type), format);
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, std::optional<at::ScalarType> type,
                         std::optional<at::Layout>, std::optional<at::Device> where, std::optional<bool>) {
  const c10::OptionalDeviceGuard guard(where);
  return at::detail::empty_strided_generic(size, stride, &memory,
                                           c10::DispatchKeySet(c10::DispatchKey::PrivateUse1),
                                           c10::dtype_or_default(type));
}

const at::Tensor &resize(const at::Tensor &x, at::IntArrayRef size, std::optional<at::MemoryFormat>) {
  x.unsafeGetTensorImpl()->set_sizes_contiguous(size);
  const auto bytes = static_cast<size_t>(x.storage_offset() + x.numel()) * x.itemsize();
  const auto &storage = x.storage();
  if (bytes > storage.nbytes()) {
    const c10::DeviceGuard guard(x.device());
    auto larger = memory.allocate(bytes);
    if (storage.nbytes() > 0) memory.copy_data(larger.get(), storage.data(), storage.nbytes());
    storage.set_data_ptr_noswap(std::move(larger));
    storage.set_nbytes(bytes);
  }
  return x;
}

at::Tensor transfer(const at::Tensor &source, const at::Tensor &target, bool is_asynchronous) {
  if (target.is_cpu()) count_wait(source);
  if (source.is_cpu() && !is_asynchronous) count_wait(target);
  if (source.is_cpu() && !is_computing) ++counters_of(target).uploads;
  seen_by_host(target).copy_(seen_by_host(source));
  return target;
}

at::Tensor copy_and_resize(const at::Tensor &source, const at::Tensor &target) {
  target.resize_(source.sizes());
  return transfer(source, target, false);
}

at::Scalar scalar(const at::Tensor &x) {
  count_wait(x);
  return at::_local_scalar_dense(seen_by_host(x));
}

// ---- Operations -------------------------------------------------------------------------------------------------

// A tensor of the host among the device's is what a forgotten copy to the device looks like. Scalars may stay there.
void refuse_from_host(const char *operation, const at::Tensor &x) {
  TORCH_CHECK(!x.defined() || !x.is_cpu() || x.dim() == 0, operation, ": a tensor of shape ", x.sizes(),
              " is on the CPU, others are on a device");
}

template <class Visit>
void visit_tensors(const torch::jit::IValue &value, Visit visit) {
  if (value.isTensor()) visit(value.toTensor());
  if (!value.isList()) return;
  for (const torch::jit::IValue &element : value.toListRef()) visit_tensors(element, visit);
}

void compute(const c10::OperatorHandle &operation, torch::jit::Stack *stack) {
  const auto &schema = operation.schema();
  Counters *counted = nullptr;
  for (const auto &argument : torch::jit::last(*stack, schema.arguments().size()))
    visit_tensors(argument, [&](const at::Tensor &x) {
      if (x.is_privateuseone()) counted = &counters_of(x);
      refuse_from_host(schema.name().c_str(), x);
    });
  if (counted != nullptr) ++counted->operations;
  const Computing computing;
  at::native::cpu_fallback(operation, stack);
}

// The schema does not say that the running statistics change, so the general way would lose the change.
Three batch_norm(
    const at::Tensor &x, const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias,
    const std::optional<at::Tensor> &mean, const std::optional<at::Tensor> &variance, bool training, double momentum,
    double epsilon) {
  ++counters_of(x).operations;
  for (const auto &tensor : {x, weight.value_or(at::Tensor()), mean.value_or(at::Tensor())})
    refuse_from_host("aten::native_batch_norm", tensor);
  const Computing computing;
  return moved(at::native_batch_norm(seen_by_host(x), seen_by_host(weight), seen_by_host(bias), seen_by_host(mean),
                                         seen_by_host(variance), training, momentum, epsilon),
               x.device());
}

// libtorch expects convolutions of a device that it does not know.
at::Tensor convolution(const at::Tensor &x, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
                       at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                       at::IntArrayRef output_padding, int64_t groups) {
  ++counters_of(x).operations;
  for (const auto &tensor : {x, weight}) refuse_from_host("aten::convolution", tensor);
  const Computing computing;
  return moved(at::convolution(seen_by_host(x), seen_by_host(weight), seen_by_host(bias), stride, padding, dilation,
                                   transposed, output_padding, groups),
               x.device());
}

Three convolution_backward(
    const at::Tensor &gradient, const at::Tensor &x, const at::Tensor &weight, at::IntArrayRef stride,
    at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding, int64_t groups,
    std::array<bool, 3> mask) {
  ++counters_of(x).operations;
  const Computing computing;
  return moved(at::convolution_backward(seen_by_host(gradient), seen_by_host(x), seen_by_host(weight), std::nullopt,
                                            stride, padding, dilation, transposed, output_padding, groups, mask),
               x.device());
}

// libtorch expects the cell of an LSTM of a device that is none of its own, and has none for the CPU.
Three lstm_cell(const at::Tensor &inputs, const at::Tensor &states, const at::Tensor &memory,
                const std::optional<at::Tensor> &input_bias, const std::optional<at::Tensor> &state_bias) {
  ++counters_of(inputs).operations;
  for (const auto &tensor : {inputs, states, memory}) refuse_from_host("aten::_thnn_fused_lstm_cell", tensor);
  const Computing computing;
  auto gates = seen_by_host(inputs) + seen_by_host(states);
  for (const auto &bias : {input_bias, state_bias})
    if (bias && bias->defined()) gates = gates + seen_by_host(*bias);
  const auto parts = gates.chunk(4, 1);
  const auto in = parts[0].sigmoid(), forget = parts[1].sigmoid(), cell = parts[2].tanh(), out = parts[3].sigmoid();
  const auto next = forget * seen_by_host(memory) + in * cell;
  return moved(Three(out * next.tanh(), next, at::cat({in, forget, cell, out}, 1)), inputs.device());
}

Three lstm_cell_backward(const std::optional<at::Tensor> &to_state, const std::optional<at::Tensor> &to_memory,
                         const at::Tensor &memory, const at::Tensor &next, const at::Tensor &gates, bool has_bias) {
  ++counters_of(gates).operations;
  const Computing computing;
  const auto before = seen_by_host(memory), after = seen_by_host(next).tanh();
  const auto parts = seen_by_host(gates).chunk(4, 1);
  const auto &in = parts[0], &forget = parts[1], &cell = parts[2], &out = parts[3];
  const auto given = [&](const std::optional<at::Tensor> &x) {
    return x && x->defined() ? seen_by_host(*x) : at::zeros_like(before);
  };
  const auto outer = given(to_state);
  const auto inner = outer * out * (1 - after * after) + given(to_memory);
  const auto to_gates = at::cat({inner * cell * in * (1 - in), inner * before * forget * (1 - forget),
                                 inner * in * (1 - cell * cell), outer * after * out * (1 - out)}, 1);
  return moved(Three(to_gates, inner * forget, has_bias ? to_gates.sum(0) : at::Tensor()), gates.device());
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&compute>());
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("resize_", &resize);
  library.impl("_copy_from", &transfer);
  library.impl("_copy_from_and_resize", &copy_and_resize);
  library.impl("_local_scalar_dense", &scalar);
  library.impl("as_strided", &at::native::as_strided_tensorimpl);
  library.impl("view", &at::native::view);
  library.impl("_reshape_alias", &at::native::_reshape_alias);
  library.impl("native_batch_norm", &batch_norm);
  library.impl("convolution_overrideable", &convolution);
  library.impl("convolution_backward_overrideable", &convolution_backward);
  library.impl("_thnn_fused_lstm_cell", &lstm_cell);
  library.impl("_thnn_fused_lstm_cell_backward_impl", &lstm_cell_backward);
  // libtorch would put it together from others, with other rounding than the CPU's.
  library.impl("native_layer_norm", torch::CppFunction::makeFromBoxedFunction<&compute>());
}

}  // namespace

void stand_in_reset(int32_t index) {
  auto &counted = counters[index];
  counted.operations = counted.waits = counted.backward_waits = counted.uploads = 0;
}

stand_in_counts stand_in_count(int32_t index) {
  const auto &counted = counters[index];
  return {counted.operations, counted.waits, counted.backward_waits, counted.uploads};
}
