;; Takes the place of a JavaScript runtime in tests: evaluates nothing, but says what it was asked to. Its output is
;; SCALE JsValue::String of its arguments, each followed by a zero byte. It logs a line first.
(module
  (import "env" "sidevm_ocall_fast_return"
    (func $ocall (param i32 i32 i32 i32 i32 i32) (result i64)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 512) "asked")

  (func (export "sidevm_poll") (result i32)
    (local $length i32)
    (drop (call $ocall (i32.const 0) (i32.const 220) (i32.const 2) (i32.const 512) (i32.const 5) (i32.const 0)))
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (drop (call $args_get (i32.const 64) (i32.const 1024)))
    (local.set $length (i32.load (i32.const 4)))
    ;; The variant and the length (in its two-byte form, for 64 bytes and more) stand in front of the text.
    (i32.store8 (i32.const 1021) (i32.const 2))
    (i32.store16 (i32.const 1022) (i32.or (i32.shl (local.get $length) (i32.const 2)) (i32.const 1)))
    (drop (call $ocall (i32.const 0) (i32.const 243)
      (i32.const 1021) (i32.add (local.get $length) (i32.const 3)) (i32.const 0) (i32.const 0)))
    (i32.const 1)))
