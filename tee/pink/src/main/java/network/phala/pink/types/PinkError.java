package network.phala.pink.types;

/// The errors of the Pink pallet (index 5), in wire order.
public enum PinkError {
    UNKNOWN_CHAIN_EXTENSION_ID("UnknownChainExtensionId"),
    UNKNOWN_CHAIN_EXTENSION_FUNCTION("UnknownChainExtensionFunction"),
    CONTRACT_IO_BUFFER_OVERFLOW("ContractIoBufferOverflow"),
    KEY_SEED_MISSING("KeySeedMissing"),
    DERIVE_KEY_FAILED("DeriveKeyFailed"),
    SYSTEM_CONTRACT_MISSING("SystemContractMissing");

    /// The pallet's index in the pink runtime.
    public static final int PALLET = 5;

    private final DispatchError error;

    PinkError(String rustName) {
        this.error = new DispatchError.Module(PALLET, ordinal(), rustName);
    }

    /// The exception that carries this error.
    public DispatchException raise() {
        return new DispatchException(error);
    }
}
