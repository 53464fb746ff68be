package network.phala.sidevm;

import network.phala.scale.Index;
import network.phala.scale.Signed;

/// Why a program does not run. [#text] is the original's word for it.
///
/// Follows phala-blockchain crates/sidevm/host-runtime/src/service.rs, ExitReason.
public sealed interface ExitReason {
    /// The program's main task ended.
    @Index(0)
    record Exited(@Signed int code) implements ExitReason {}

    /// It was told to stop, or its deadline passed.
    @Index(1)
    record Stopped() implements ExitReason {}

    /// Nobody can give it commands any more.
    @Index(2)
    record InputClosed() implements ExitReason {}

    /// It trapped.
    @Index(3)
    record Panicked() implements ExitReason {}

    /// The service ended under it.
    @Index(4)
    record Cancelled() implements ExitReason {}

    /// It used up its breath.
    @Index(5)
    record Stifled() implements ExitReason {}

    /// It ran when the checkpoint was taken.
    @Index(6)
    record Restore() implements ExitReason {}

    /// Its code is to be uploaded.
    @Index(7)
    record WaitingForCode() implements ExitReason {}

    /// Its code is larger than its limit.
    @Index(8)
    record CodeTooLarge() implements ExitReason {}

    /// Its code is no program.
    @Index(9)
    record FailedToStart() implements ExitReason {}

    /// Whether it is started again at the end of the block.
    default boolean isRestarted() {
        return switch (this) {
            case Panicked _, Stifled _, Restore _ -> true;
            case Exited _, Stopped _, InputClosed _, Cancelled _, WaitingForCode _, CodeTooLarge _, FailedToStart _ ->
                false;
        };
    }

    /// As `GetContractInfo` shows it.
    default String text() {
        return switch (this) {
            case Exited(int code) -> Integer.toString(code);
            default -> getClass().getSimpleName();
        };
    }
}
