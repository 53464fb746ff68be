package network.phala.pallet.mq;

import network.phala.scale.TypePath;

/// Why [PhalaMq] refuses.
@TypePath(value = "phala_pallets::mq::pallet::Error", parameters = "T", arguments = Void.class)
public enum PhalaMqError {
    /// The sender is none of the origins outside the chain.
    BAD_SENDER,

    /// The sequence is not the one after the last accepted.
    BAD_SEQUENCE,

    /// The destination is empty or begins with a reserved character.
    BAD_DESTINATION
}
