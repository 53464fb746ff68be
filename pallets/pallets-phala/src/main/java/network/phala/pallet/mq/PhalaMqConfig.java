package network.phala.pallet.mq;

/// What [PhalaMq] needs of the runtime.
///
/// @param verifier knows the keys of all origins
/// @param handler the handlers on chain, in their order
public record PhalaMqConfig(MessageVerifier verifier, MessageHandler handler) {}
