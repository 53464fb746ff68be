package network.phala.client.worker;

import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.types.contract.PinkVersion;

/// Names of the contract runtime's errors, which each release numbers in its own way: those of 1.0 and 1.1
/// are in phala-blockchain crates/pink/runtime/assets/metadata-1.0.bin and metadata-1.1.bin.
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
            "XCMDecodeFailed",
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
    private static final List<String> CONTRACTS_1_0 = contractsBefore12(true);
    private static final List<String> CONTRACTS_1_1 = contractsBefore12(false);
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
    private static final List<String> BALANCES_1_0 = List.of(
            "VestingBalance",
            "LiquidityRestrictions",
            "InsufficientBalance",
            "ExistentialDeposit",
            "KeepAlive",
            "ExistingVestingSchedule",
            "DeadAccount",
            "TooManyReserves");
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
    private static final List<String> TOKEN_1_0 =
            List.of("NoFunds", "WouldDie", "BelowMinimum", "CannotCreate", "UnknownAsset", "Frozen", "Unsupported");
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

    private static final PinkVersion V1_1 = new PinkVersion(1, 1);
    private static final PinkVersion V1_2 = new PinkVersion(1, 2);

    private ExecutionError() {}

    /// What 1.2 brought is taken out, and one name that changed since is put back; 1.0 knows one more error.
    private static List<String> contractsBefore12(boolean first) {
        List<String> names = new ArrayList<>(CONTRACTS.subList(0, CONTRACTS.indexOf("MigrationInProgress")));
        names.set(0, "InvalidScheduleVersion");
        names.remove("CodeInfoNotFound");
        names.remove("XCMDecodeFailed");
        if (first) {
            names.add(names.indexOf("DuplicateContract"), "DeletionQueueFull");
        }
        return List.copyOf(names);
    }

    /// Whether the name depends on the release that reports the error.
    static boolean dependsOnRelease(Bytes error) {
        return !error.isEmpty() && (error.unsigned(0) == 3 || error.unsigned(0) == 7);
    }

    /// The name of a SCALE `DispatchError` as `release` numbers them; unknown ones are given in hex.
    static String name(Bytes error, PinkVersion release) {
        String unknown = "DispatchError " + error;
        if (error.isEmpty()) {
            return unknown;
        }
        int kind = error.unsigned(0);
        int detail = error.size() > 1 ? error.unsigned(1) : -1;
        return switch (kind) {
            case 3 -> module(detail, error.size() > 2 ? error.unsigned(2) : -1, release, unknown);
            case 7 -> "Token." + at(release.compareTo(V1_1) < 0 ? TOKEN_1_0 : TOKEN, detail, unknown);
            case 8 -> "Arithmetic." + at(ARITHMETIC, detail, unknown);
            default -> at(PLAIN, kind, unknown);
        };
    }

    private static String module(int pallet, int number, PinkVersion release, String unknown) {
        boolean first = release.compareTo(V1_1) < 0;
        boolean newest = release.compareTo(V1_2) >= 0;
        return switch (pallet) {
            case 2 -> "Balances." + at(first ? BALANCES_1_0 : BALANCES, number, unknown);
            case 4 -> at(newest ? CONTRACTS : first ? CONTRACTS_1_0 : CONTRACTS_1_1, number, unknown);
            case 5 -> "Pink." + at(PINK, number, unknown);
            default -> unknown;
        };
    }

    private static String at(List<String> names, int index, String unknown) {
        return index >= 0 && index < names.size() ? names.get(index) : unknown;
    }
}
