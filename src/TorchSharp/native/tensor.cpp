// Handles, metadata and raw memory of tensors. The getters cannot throw on a defined tensor of a dense layout.
#include "shim.h"

#include <stdexcept>

using shim::TensorHandle;

namespace shim {

std::atomic<int64_t> live_tensors{0};

TensorHandle to_handle(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return tensor.unsafeReleaseTensorImpl();
}

at::Tensor from_handle(TensorHandle handle) {
  using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
  return handle ? at::Tensor(Pointer::reclaim_copy(handle)) : at::Tensor();
}

// type in the upper half, index in the lower; -1 is "the current one".
c10::Device to_device(int64_t packed) {
  return c10::Device(static_cast<c10::DeviceType>(packed >> 32), static_cast<c10::DeviceIndex>(static_cast<int32_t>(packed)));
}

int64_t from_device(c10::Device device) {
  return (static_cast<int64_t>(device.type()) << 32) | static_cast<uint32_t>(static_cast<int32_t>(device.index()));
}

}  // namespace shim

SHIM_API void shim_tensor_release(TensorHandle handle) {
  if (!handle) return;
  using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
  shim::live_tensors.fetch_sub(1, std::memory_order_relaxed);
  Pointer::reclaim(handle).reset();
}

SHIM_API int64_t shim_live_tensors() { return shim::live_tensors.load(std::memory_order_relaxed); }

SHIM_API int64_t shim_tensor_dim(TensorHandle handle) { return handle->dim(); }

SHIM_API void shim_tensor_sizes(TensorHandle handle, int64_t* out) {
  for (int64_t size : handle->sizes()) *out++ = size;
}

SHIM_API void shim_tensor_strides(TensorHandle handle, int64_t* out) {
  for (int64_t stride : handle->strides()) *out++ = stride;
}

SHIM_API int64_t shim_tensor_numel(TensorHandle handle) { return handle->numel(); }

SHIM_API int32_t shim_tensor_dtype(TensorHandle handle) {
  return static_cast<int32_t>(c10::typeMetaToScalarType(handle->dtype()));
}

SHIM_API int64_t shim_tensor_device(TensorHandle handle) { return shim::from_device(handle->device()); }

SHIM_API int32_t shim_tensor_is_contiguous(TensorHandle handle) { return handle->is_contiguous(); }

SHIM_API int64_t shim_tensor_storage_offset(TensorHandle handle) { return handle->storage_offset(); }

SHIM_API int64_t shim_tensor_element_size(TensorHandle handle) { return static_cast<int64_t>(handle->itemsize()); }

SHIM_API int shim_tensor_data(TensorHandle handle, void** data) {
  return shim::guarded([&] { *data = shim::from_handle(handle).data_ptr(); });
}
