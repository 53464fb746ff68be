package network.phala.pink.state;

/// Why balance is held; both reasons belong to the Contracts pallet (variant 4 of `RuntimeHoldReason`).
public enum HoldReason {
    CODE_UPLOAD_DEPOSIT,
    STORAGE_DEPOSIT
}
