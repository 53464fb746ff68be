package network.phala.pink.types;

/// The errors of the Pink pallet (index 5), in wire order.
public enum PinkError {
    UNKNOWN_CHAIN_EXTENSION_ID("UnknownChainExtensionId", "PinkExtension::call: unknown extension id"),
    UNKNOWN_CHAIN_EXTENSION_FUNCTION("UnknownChainExtensionFunction", "PinkExtension::call: unknown function"),
    CONTRACT_IO_BUFFER_OVERFLOW("ContractIoBufferOverflow", "PinkExtension::call: failed to write output"),
    KEY_SEED_MISSING("KeySeedMissing", "Key seed missing"),
    DERIVE_KEY_FAILED("DeriveKeyFailed", "Failed to derive sr25519 pair"),
    SYSTEM_CONTRACT_MISSING("SystemContractMissing", "No system contract installed");

    /// The pallet's index in the pink runtime.
    public static final int PALLET = 5;

    private final DispatchError error;

    private final String earlierText;

    PinkError(String rustName, String earlierText) {
        this.error = new DispatchError.Module(PALLET, ordinal(), rustName);
        this.earlierText = earlierText;
    }

    /// What runtimes before 1.2 said in place of this error, which they did not have.
    String earlierText() {
        return earlierText;
    }

    /// The exception that carries this error.
    public DispatchException raise() {
        return new DispatchException(error);
    }
}
