package network.phala.sidevm.ocall;

import network.phala.sidevm.resource.OcallError;

/// Lines that show a program's ocalls, once it asks for them: `tcp_connect(1024, 9, 80, 0) = Ok(3)`. Numbers only:
/// what stands in memory is not shown.
///
/// Follows phala-blockchain crates/sidevm/host-runtime/src/env.rs, do_ocall.
final class OcallTrace {
    static final int LEVEL = 5;

    private OcallTrace() {}

    /// @param args task, number, `p0` to `p3`
    static String line(long[] args, long value) {
        return call(args) + " = Ok(" + value + ")";
    }

    static String line(long[] args, OcallError error) {
        StringBuilder name = new StringBuilder();
        for (String word : error.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return call(args) + " = Err(" + name + ")";
    }

    private static String call(long[] args) {
        return name((int) args[1]) + "(" + (int) args[2] + ", " + (int) args[3] + ", " + (int) args[4] + ", "
                + (int) args[5] + ")";
    }

    private static String name(int number) {
        return switch (number) {
            case 0 -> "get_return";
            case 101 -> "close";
            case 102 -> "poll";
            case 103 -> "poll_read";
            case 104 -> "poll_write";
            case 105 -> "poll_shutdown";
            case 106 -> "poll_res";
            case 109 -> "mark_task_ready";
            case 110 -> "next_ready_task";
            case 111 -> "enable_ocall_trace";
            case 112 -> "awake_wakers";
            case 113 -> "getrandom";
            case 201 -> "create_timer";
            case 202 -> "oneshot_send";
            case 203 -> "gas_remaining";
            case 210 -> "tcp_listen";
            case 211 -> "tcp_accept";
            case 212 -> "tcp_accept_no_addr";
            case 213 -> "tcp_connect";
            case 214 -> "tcp_connect_tls";
            case 220 -> "log";
            case 230 -> "local_cache_get";
            case 231 -> "local_cache_set";
            case 232 -> "local_cache_set_expiration";
            case 233 -> "local_cache_remove";
            case 240 -> "create_input_channel";
            case 241 -> "query_local_contract";
            case 242 -> "vmid";
            case 243 -> "emit_program_output";
            default -> "unknown";
        };
    }
}
