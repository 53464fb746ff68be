;; A program without a framework: speaks WASI preview 1 and ends with 7. It prints its arguments, a line of answers of
;; WASI calls, and gives its arguments as its output.
(module
  (import "env" "sidevm_ocall_fast_return"
    (func $ocall (param i32 i32 i32 i32 i32 i32) (result i64)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_res_get" (func $clock_res_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 512) "clock ran backwards")

  ;; Puts an error number as a letter: A is 0, B is 1, …
  (func $note (param $at i32) (param $errno i32)
    (i32.store8 (i32.add (i32.const 256) (local.get $at)) (i32.add (i32.const 65) (local.get $errno))))

  ;; One line to a file.
  (func $print (param $fd i32) (param $address i32) (param $length i32) (result i32)
    (i32.store (i32.const 16) (local.get $address))
    (i32.store (i32.const 20) (local.get $length))
    (call $fd_write (local.get $fd) (i32.const 16) (i32.const 1) (i32.const 24)))

  (func (export "sidevm_poll") (result i32)
    (call $note (i32.const 0) (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (call $note (i32.const 1) (call $args_get (i32.const 64) (i32.const 1024)))
    (drop (call $print (i32.const 1) (i32.const 1024) (i32.load (i32.const 4))))
    (call $note (i32.const 2) (call $environ_sizes_get (i32.const 32) (i32.const 36)))
    (call $note (i32.const 3) (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 40)))
    (call $note (i32.const 4) (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 48)))
    (call $note (i32.const 5) (call $random_get (i32.const 56) (i32.const 4)))
    (call $note (i32.const 6) (call $fd_prestat_get (i32.const 3) (i32.const 0)))
    (call $note (i32.const 7) (call $sched_yield))
    ;; 52 and 58 are too far for letters.
    (call $note (i32.const 8) (i32.eq (i32.const 52)
      (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
        (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0))))
    (call $note (i32.const 9) (i32.eq (i32.const 58) (call $clock_res_get (i32.const 2) (i32.const 0))))
    (call $note (i32.const 10) (i32.eq (i32.const 21) (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const -4))))
    (call $note (i32.const 11) (call $print (i32.const 3) (i32.const 256) (i32.const 11)))
    (drop (call $print (i32.const 2) (i32.const 256) (i32.const 12)))
    (if (i64.gt_u (i64.load (i32.const 40)) (i64.load (i32.const 48)))
      (then (drop (call $print (i32.const 2) (i32.const 512) (i32.const 19)))))
    (drop (call $ocall (i32.const 0) (i32.const 243) (i32.const 1024) (i32.load (i32.const 4)) (i32.const 0) (i32.const 0)))
    (i32.const 7)))
