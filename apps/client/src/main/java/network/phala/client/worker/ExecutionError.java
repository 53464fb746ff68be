package network.phala.client.worker;

import java.util.List;
import network.phala.primitives.Bytes;

/// Names of the contract runtime's errors, as version 1.2 numbers them (pink.md §1.10).
final class ExecutionError {
    private static final List<String> CONTRACTS = List.of(
            "InvalidSchedule",
            "InvalidCallFlags",
            "OutOfGas",
            "OutputBufferTooSmall",
            "TransferFailed",
            "MaxCallDepthReached",
            "ContractNotFound",
            "CodeTooLarge",
            "CodeNotFound",
            "CodeInfoNotFound",
            "OutOfBounds",
            "DecodingFailed",
            "ContractTrapped",
            "ValueTooLarge",
            "TerminatedWhileReentrant",
            "InputForwarded",
            "RandomSubjectTooLong",
            "TooManyTopics",
            "NoChainExtension",
            "XcmDecodeFailed",
            "DuplicateContract",
            "TerminatedInConstructor",
            "ReentranceDenied",
            "StorageDepositNotEnoughFunds",
            "StorageDepositLimitExhausted",
            "CodeInUse",
            "ContractReverted",
            "CodeRejected",
            "Indeterministic",
            "MigrationInProgress",
            "NoMigrationPerformed",
            "MaxDelegateDependenciesReached",
            "DelegateDependencyNotFound",
            "DelegateDependencyAlreadyExists",
            "CannotAddSelfAsDelegateDependency");
    private static final List<String> PINK = List.of(
            "UnknownChainExtensionId",
            "UnknownChainExtensionFunction",
            "ContractIoBufferOverflow",
            "KeySeedMissing",
            "DeriveKeyFailed",
            "SystemContractMissing");
    private static final List<String> BALANCES = List.of(
            "VestingBalance",
            "LiquidityRestrictions",
            "InsufficientBalance",
            "ExistentialDeposit",
            "Expendability",
            "ExistingVestingSchedule",
            "DeadAccount",
            "TooManyReserves",
            "TooManyHolds",
            "TooManyFreezes");
    private static final List<String> TOKEN = List.of(
            "FundsUnavailable",
            "OnlyProvider",
            "BelowMinimum",
            "CannotCreate",
            "UnknownAsset",
            "Frozen",
            "Unsupported",
            "CannotCreateHold",
            "NotExpendable",
            "Blocked");
    private static final List<String> ARITHMETIC = List.of("Underflow", "Overflow", "DivisionByZero");
    private static final List<String> PLAIN = List.of(
            "Other",
            "CannotLookup",
            "BadOrigin",
            "Module",
            "ConsumerRemaining",
            "NoProviders",
            "TooManyConsumers",
            "Token",
            "Arithmetic",
            "Transactional",
            "Exhausted",
            "Corruption",
            "Unavailable",
            "RootNotAllowed");

    private ExecutionError() {}

    /// The name of a SCALE `DispatchError`; unknown ones are given in hex.
    static String name(Bytes error) {
        String unknown = "DispatchError " + error;
        if (error.isEmpty()) {
            return unknown;
        }
        int kind = error.unsigned(0);
        int detail = error.size() > 1 ? error.unsigned(1) : -1;
        return switch (kind) {
            case 3 -> module(detail, error.size() > 2 ? error.unsigned(2) : -1, unknown);
            case 7 -> "Token." + at(TOKEN, detail, unknown);
            case 8 -> "Arithmetic." + at(ARITHMETIC, detail, unknown);
            default -> at(PLAIN, kind, unknown);
        };
    }

    private static String module(int pallet, int number, String unknown) {
        return switch (pallet) {
            case 2 -> "Balances." + at(BALANCES, number, unknown);
            case 4 -> at(CONTRACTS, number, unknown);
            case 5 -> "Pink." + at(PINK, number, unknown);
            default -> unknown;
        };
    }

    private static String at(List<String> names, int index, String unknown) {
        return index >= 0 && index < names.size() ? names.get(index) : unknown;
    }
}
