package network.phala.pink.types;

/// The errors of the Contracts pallet (index 4) of runtime 1.2, in wire order.
public enum ContractError {
    INVALID_SCHEDULE("InvalidSchedule"),
    INVALID_CALL_FLAGS("InvalidCallFlags"),
    OUT_OF_GAS("OutOfGas"),
    OUTPUT_BUFFER_TOO_SMALL("OutputBufferTooSmall"),
    TRANSFER_FAILED("TransferFailed"),
    MAX_CALL_DEPTH_REACHED("MaxCallDepthReached"),
    CONTRACT_NOT_FOUND("ContractNotFound"),
    CODE_TOO_LARGE("CodeTooLarge"),
    CODE_NOT_FOUND("CodeNotFound"),
    CODE_INFO_NOT_FOUND("CodeInfoNotFound"),
    OUT_OF_BOUNDS("OutOfBounds"),
    DECODING_FAILED("DecodingFailed"),
    CONTRACT_TRAPPED("ContractTrapped"),
    VALUE_TOO_LARGE("ValueTooLarge"),
    TERMINATED_WHILE_REENTRANT("TerminatedWhileReentrant"),
    INPUT_FORWARDED("InputForwarded"),
    RANDOM_SUBJECT_TOO_LONG("RandomSubjectTooLong"),
    TOO_MANY_TOPICS("TooManyTopics"),
    NO_CHAIN_EXTENSION("NoChainExtension"),
    XCM_DECODE_FAILED("XCMDecodeFailed"),
    DUPLICATE_CONTRACT("DuplicateContract"),
    TERMINATED_IN_CONSTRUCTOR("TerminatedInConstructor"),
    REENTRANCE_DENIED("ReentranceDenied"),
    STORAGE_DEPOSIT_NOT_ENOUGH_FUNDS("StorageDepositNotEnoughFunds"),
    STORAGE_DEPOSIT_LIMIT_EXHAUSTED("StorageDepositLimitExhausted"),
    CODE_IN_USE("CodeInUse"),
    CONTRACT_REVERTED("ContractReverted"),
    CODE_REJECTED("CodeRejected"),
    INDETERMINISTIC("Indeterministic"),
    MIGRATION_IN_PROGRESS("MigrationInProgress"),
    NO_MIGRATION_PERFORMED("NoMigrationPerformed"),
    MAX_DELEGATE_DEPENDENCIES_REACHED("MaxDelegateDependenciesReached"),
    DELEGATE_DEPENDENCY_NOT_FOUND("DelegateDependencyNotFound"),
    DELEGATE_DEPENDENCY_ALREADY_EXISTS("DelegateDependencyAlreadyExists"),
    CANNOT_ADD_SELF_AS_DELEGATE_DEPENDENCY("CannotAddSelfAsDelegateDependency");

    /// The pallet's index in the pink runtime.
    public static final int PALLET = 4;

    private final DispatchError error;

    ContractError(String rustName) {
        this.error = new DispatchError.Module(PALLET, ordinal(), rustName);
    }

    /// The error as the runtime's callers see it.
    public DispatchError error() {
        return error;
    }

    /// The exception that carries this error.
    public DispatchException raise() {
        return new DispatchException(error);
    }
}
