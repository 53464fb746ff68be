//! The types of the C interface between worker and runtime. Phala's build makes this file from its header with
//! bindgen; written by hand it spares the build libclang.

use core::ffi::{c_int, c_void};

pub type output_fn_t = Option<unsafe extern "C" fn(ctx: *mut c_void, data: *const u8, len: usize)>;
pub type cross_call_fn_t =
    Option<unsafe extern "C" fn(call_id: u32, data: *const u8, len: usize, ctx: *mut c_void, output: output_fn_t)>;
pub type ecall_get_version_fn_t = Option<unsafe extern "C" fn(major: *mut u32, minor: *mut u32)>;
pub type alloc_fn_t = Option<unsafe extern "C" fn(size: usize, align: usize) -> *mut u8>;
pub type dealloc_fn_t = Option<unsafe extern "C" fn(pointer: *mut u8, size: usize, align: usize)>;
pub type init_t = Option<unsafe extern "C" fn(config: *const config_t, ecalls: *mut ecalls_t) -> c_int>;

#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct ocalls_t {
    pub ocall: cross_call_fn_t,
    pub alloc: alloc_fn_t,
    pub dealloc: dealloc_fn_t,
}

#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct config_t {
    pub is_dylib: c_int,
    pub enclaved: c_int,
    pub ocalls: ocalls_t,
}

#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct ecalls_t {
    pub ecall: cross_call_fn_t,
    pub get_version: ecall_get_version_fn_t,
}
