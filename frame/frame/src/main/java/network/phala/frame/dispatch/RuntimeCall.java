package network.phala.frame.dispatch;

/// A call of any pallet: the pallet's index, then the pallet's own call value. The runtime gives its codec.
public record RuntimeCall(int pallet, Object call) {}
