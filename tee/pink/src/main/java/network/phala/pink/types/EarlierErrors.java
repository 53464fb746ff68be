package network.phala.pink.types;

import java.util.List;

/// The errors of this runtime as the releases before it reported them: other numbers, fewer kinds, and texts in place
/// of the Pink pallet's errors.
///
/// Numbers are those of phala-blockchain crates/pink/runtime/assets/metadata-1.0.bin and metadata-1.1.bin; texts follow
/// crates/pink/runtime/src/runtime/extension.rs of pruntime-v2.1.0.
final class EarlierErrors {
    private static final int BALANCES = 2;

    private static final List<String> CONTRACTS_1_0 = List.of(
            "InvalidScheduleVersion",
            "InvalidCallFlags",
            "OutOfGas",
            "OutputBufferTooSmall",
            "TransferFailed",
            "MaxCallDepthReached",
            "ContractNotFound",
            "CodeTooLarge",
            "CodeNotFound",
            "OutOfBounds",
            "DecodingFailed",
            "ContractTrapped",
            "ValueTooLarge",
            "TerminatedWhileReentrant",
            "InputForwarded",
            "RandomSubjectTooLong",
            "TooManyTopics",
            "NoChainExtension",
            "DeletionQueueFull",
            "DuplicateContract",
            "TerminatedInConstructor",
            "ReentranceDenied",
            "StorageDepositNotEnoughFunds",
            "StorageDepositLimitExhausted",
            "CodeInUse",
            "ContractReverted",
            "CodeRejected",
            "Indeterministic");

    private static final List<String> CONTRACTS_1_1 = CONTRACTS_1_0.stream()
            .filter(name -> !name.equals("DeletionQueueFull"))
            .toList();

    private EarlierErrors() {}

    /// `error` as `runtime` reports it.
    static DispatchError in(PinkRuntime runtime, DispatchError error) {
        if (runtime.atLeast(PinkRuntime.V1_2)) {
            return error;
        }
        return switch (error) {
            case DispatchError.Module(int pallet, int _, String name)
            when pallet == ContractError.PALLET ->
                contracts(runtime == PinkRuntime.V1_0 ? CONTRACTS_1_0 : CONTRACTS_1_1, name);
            case DispatchError.Module(int pallet, int number, String _)
            when pallet == PinkError.PALLET -> new DispatchError.Other(PinkError.values()[number].earlierText());
            case DispatchError.Token(DispatchError.TokenError token) when runtime == PinkRuntime.V1_0 -> token(token);
            default -> error;
        };
    }

    private static DispatchError contracts(List<String> names, String name) {
        int number = names.indexOf(name);
        if (number < 0) {
            throw new IllegalStateException("error " + name + " did not exist before runtime 1.2");
        }
        return new DispatchError.Module(ContractError.PALLET, number, name);
    }

    /// Balances of 1.0 had errors of its own where later ones have token errors.
    private static DispatchError token(DispatchError.TokenError token) {
        return switch (token) {
            case FUNDS_UNAVAILABLE -> new DispatchError.Module(BALANCES, 2, "InsufficientBalance");
            case BELOW_MINIMUM -> new DispatchError.Module(BALANCES, 3, "ExistentialDeposit");
            case NOT_EXPENDABLE -> new DispatchError.Module(BALANCES, 4, "KeepAlive");
            default -> new DispatchError.Token(token);
        };
    }
}
