// HDF5's types, property classes and flags are macros, some of which call the library: Swift cannot see them.
// Each accessor below is one of them. Callers hold the library lock, since the macros may initialise HDF5.

#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H

#include <hdf5.h>

#define CHDF5_ACCESSOR(type, name, macro) \
  static inline type chdf5_##name(void) { return macro; }

// Types in memory.
CHDF5_ACCESSOR(hid_t, native_float, H5T_NATIVE_FLOAT)
CHDF5_ACCESSOR(hid_t, native_double, H5T_NATIVE_DOUBLE)
CHDF5_ACCESSOR(hid_t, native_int8, H5T_NATIVE_INT8)
CHDF5_ACCESSOR(hid_t, native_int16, H5T_NATIVE_INT16)
CHDF5_ACCESSOR(hid_t, native_int32, H5T_NATIVE_INT32)
CHDF5_ACCESSOR(hid_t, native_int64, H5T_NATIVE_INT64)
CHDF5_ACCESSOR(hid_t, native_uint8, H5T_NATIVE_UINT8)
CHDF5_ACCESSOR(hid_t, native_uint16, H5T_NATIVE_UINT16)
CHDF5_ACCESSOR(hid_t, native_uint32, H5T_NATIVE_UINT32)
CHDF5_ACCESSOR(hid_t, native_uint64, H5T_NATIVE_UINT64)

// Types in files: little-endian everywhere, so that files do not depend on the machine.
CHDF5_ACCESSOR(hid_t, stored_float, H5T_IEEE_F32LE)
CHDF5_ACCESSOR(hid_t, stored_double, H5T_IEEE_F64LE)
CHDF5_ACCESSOR(hid_t, stored_int8, H5T_STD_I8LE)
CHDF5_ACCESSOR(hid_t, stored_int16, H5T_STD_I16LE)
CHDF5_ACCESSOR(hid_t, stored_int32, H5T_STD_I32LE)
CHDF5_ACCESSOR(hid_t, stored_int64, H5T_STD_I64LE)
CHDF5_ACCESSOR(hid_t, stored_uint8, H5T_STD_U8LE)
CHDF5_ACCESSOR(hid_t, stored_uint16, H5T_STD_U16LE)
CHDF5_ACCESSOR(hid_t, stored_uint32, H5T_STD_U32LE)
CHDF5_ACCESSOR(hid_t, stored_uint64, H5T_STD_U64LE)
CHDF5_ACCESSOR(hid_t, c_string, H5T_C_S1)
CHDF5_ACCESSOR(size_t, variable_length, H5T_VARIABLE)

// Property list classes and defaults.
CHDF5_ACCESSOR(hid_t, file_creation, H5P_FILE_CREATE)
CHDF5_ACCESSOR(hid_t, file_access, H5P_FILE_ACCESS)
CHDF5_ACCESSOR(hid_t, group_creation, H5P_GROUP_CREATE)
CHDF5_ACCESSOR(hid_t, dataset_creation, H5P_DATASET_CREATE)
CHDF5_ACCESSOR(hid_t, default_properties, H5P_DEFAULT)
CHDF5_ACCESSOR(hid_t, default_errors, H5E_DEFAULT)
CHDF5_ACCESSOR(hid_t, whole_space, H5S_ALL)

// Flags.
CHDF5_ACCESSOR(unsigned, read_only, H5F_ACC_RDONLY)
CHDF5_ACCESSOR(unsigned, read_write, H5F_ACC_RDWR)
CHDF5_ACCESSOR(unsigned, create_new, H5F_ACC_EXCL)
CHDF5_ACCESSOR(H5F_libver_t, latest_version, H5F_LIBVER_LATEST)

#undef CHDF5_ACCESSOR

// The kind of a link (H5L_type_t), without following it; negative on failure.
static inline int chdf5_link_type(hid_t group, const char *path) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  return H5Lget_info2(group, path, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#else
  H5L_info_t info;
  return H5Lget_info(group, path, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#endif
}

// IEEE half precision, little-endian (h5py's float16); negative on failure. HDF5 1.10 has no name for it.
static inline hid_t chdf5_create_float16(void) {
  hid_t type = H5Tcopy(H5T_IEEE_F32LE);
  if (type < 0) return type;
  if (H5Tset_fields(type, 15, 10, 5, 0, 10) < 0 || H5Tset_size(type, 2) < 0 || H5Tset_ebias(type, 15) < 0) {
    H5Tclose(type);
    return -1;
  }
  return type;
}

#endif
